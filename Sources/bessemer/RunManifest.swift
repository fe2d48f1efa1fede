import Foundation
import Tables

/// Version, seed and hashes, by which two runs can be told to be the same.
struct RunManifest {
  let provenance: Provenance
  /// Design points, or alternatives of a study of supply.
  let points: Int
  let figures: [String]

  /// As JSON.
  var text: String {
    let fields: [(String, String)] = [
      ("schema", "\"bessemer.run/1\""), ("program", "\"\(provenance.programVersion)\""),
      ("scenario", quoted(provenance.scenario)),
      ("scenario-hash", "\"\(provenance.scenarioHash)\""),
      ("data-hash", "\"\(provenance.dataHash)\""), ("seed", "\"\(provenance.seed)\""),
      ("replications", "\(provenance.replications)"),
      ("design-points", "\(points)"),
      ("figures", "[" + figures.map(quoted).joined(separator: ", ") + "]"),
    ]
    return "{\n" + fields.map { "  \"\($0.0)\": \($0.1)" }.joined(separator: ",\n") + "\n}\n"
  }

  private func quoted(_ text: String) -> String {
    let data = (try? JSONEncoder().encode(text)) ?? Data("\"\"".utf8)
    return String(decoding: data, as: UTF8.self)
  }
}

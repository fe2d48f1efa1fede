public import Documents
import Foundation
import ReferenceData
public import Tables

/// The measurements that come with the program: a selection of published ones, with citations.
///
/// One file a source, in a layout of its own: only the columns that vary, one row a run, each metric
/// a column; `sources.yaml` says the rest.
public struct ShippedMeasurements: Sendable {
  /// In the order of `sources.yaml`; those of which nothing is shipped included.
  public let sources: [MeasurementSource]
  /// One for each source of which something is shipped, in the same order.
  public let files: [MeasurementFile]

  /// Those installed with the program.
  public static func installed() throws(ShippedMeasurementsError) -> ShippedMeasurements {
    let places = DataFolder.places(
      ofModule: "Validation", subfolder: "measurements",
      environment: ProcessInfo.processInfo.environment, program: Bundle.main.executablePath)
    let manager = FileManager.default
    guard
      let folder = places.first(where: { manager.fileExists(atPath: "\($0)/sources.yaml") })
    else { throw .missing(searched: places) }
    return try ShippedMeasurements(folder: folder)
  }

  /// Those of a folder with `sources.yaml` and one folder per kind.
  public init(folder: String) throws(ShippedMeasurementsError) {
    func text(_ name: String) throws(ShippedMeasurementsError) -> String {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
        let text = String(data: data, encoding: .utf8)
      else { throw .unreadable(file: "\(folder)/\(name)") }
      return text
    }
    do {
      sources = try MeasurementSource.list(text: text("sources.yaml"), named: "sources.yaml")
    } catch let error as Diagnostics {
      throw .invalid(error)
    } catch let error as ShippedMeasurementsError {
      throw error
    } catch {
      throw .unreadable(file: "\(folder)/sources.yaml")
    }
    var files: [MeasurementFile] = []
    for source in sources where source.kept != nil {
      let name = "\(source.kind.rawValue)/\(source.name).csv"
      let text = try text(name)
      do { files.append(try MeasurementFile(text: text, named: name, of: source)) } catch {
        throw .file(error)
      }
    }
    self.files = files
  }
}

extension ShippedMeasurements {
  /// Every source: whose it is, what ran, what was kept and what was left out, with the reasons.
  public func sourceTable() -> Table {
    var table = Table(
      [
        Column("source", .text), Column("citation", .text), Column("licence", .text),
        Column("software", .text), Column("kept", .text), Column("left out", .text),
      ], title: "sources")
    for source in sources {
      let citation = [source.author, source.title, source.date, source.locator]
      let omitted = source.omissions.map { "\($0.what): \($0.why)" }
      table.append([
        .text(source.name), .text(citation.joined(separator: ", ")), .text(source.licence),
        Cell(source.software), .text(source.kept ?? "nothing"),
        .text(omitted.joined(separator: "; ")),
      ])
    }
    return table
  }
}

/// Why the shipped measurements cannot be read: a fault of the installation.
public enum ShippedMeasurementsError: Error, Sendable, Hashable {
  case missing(searched: [String])
  case unreadable(file: String)
  case invalid(Diagnostics)
  case file(MeasurementFileError)
}

extension ShippedMeasurementsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let searched):
      """
      the shipped measurements were not found
        searched  \(searched.joined(separator: "\n            "))
        fix       name files of your own: --serving, --training, --cost
      """
    case .unreadable(let file): "\(file) cannot be read"
    case .invalid(let diagnostics): diagnostics.description
    case .file(let error): error.description
    }
  }
}

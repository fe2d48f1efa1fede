import Foundation
import ReferenceData

/// The bundled catalog, read once for all suites.
let installed: Catalog = {
  do { return try Catalog.installed() } catch { fatalError("\(error)") }
}()

extension Catalog {
  /// The catalog with a file of the user's that holds `text`.
  func adding(_ text: String) throws -> Catalog {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("own-\(UUID().uuidString).yaml")
    try text.write(to: url, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: url) }
    return try adding(file: url.path)
  }
}

import Foundation
public import ReferenceData

extension SupplyTargetFile {
  /// The targets that come with the program.
  public static func installed(catalog: Catalog) throws -> SupplyTargetFile {
    let places = DataFolder.places(
      ofModule: "Validation", subfolder: "measurements",
      environment: ProcessInfo.processInfo.environment, program: Bundle.main.executablePath)
    let paths = places.map { "\($0)/supply/history.csv" }
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }),
      let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { throw ShippedMeasurementsError.missing(searched: places) }
    return try SupplyTargetFile(
      text: text, named: "supply/history.csv", products: catalog.names(of: .products))
  }
}

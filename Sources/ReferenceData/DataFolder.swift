internal import Foundation

/// Where data files lie that come with the program.
public enum DataFolder {
  /// The variable that names another folder of data files.
  static let variable = "BESSEMER_DATA"

  /// The folder of data files: what `BESSEMER_DATA` names, else beside the running program or in
  /// the `share` folder of its installation.
  static func locate(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    program: String? = Bundle.main.executablePath
  ) throws(CatalogError) -> String {
    if let folder = environment[variable], !folder.isEmpty {
      guard isData(folder) else { throw .missingData(searched: [folder], variable: variable) }
      return folder
    }
    let candidates = program.map { folders(besides: $0, ofModule: "ReferenceData") } ?? []
    guard let folder = candidates.first(where: isData) else {
      throw .missingData(searched: candidates, variable: variable)
    }
    return folder
  }

  /// The folders in which the data of another module may lie, the first to take first: inside the
  /// folder that `BESSEMER_DATA` names, else as the catalog's.
  ///
  /// - Parameter subfolder: its name where both share a folder.
  public static func places(
    ofModule module: String, subfolder: String, environment: [String: String], program: String?
  ) -> [String] {
    let named = environment[variable].flatMap { $0.isEmpty ? nil : "\($0)/\(subfolder)" }
    let installed = program.map { folders(besides: $0, ofModule: module, subfolder: subfolder) }
    return [named].compactMap(\.self) + (installed ?? [])
  }

  private static func folders(
    besides program: String, ofModule module: String, subfolder: String? = nil
  ) -> [String] {
    let resolved = URL(fileURLWithPath: program).resolvingSymlinksInPath()
    let home = resolved.deletingLastPathComponent()
    let bundle = "bessemer_\(module).resources/Data"
    let shared = "share/bessemer/Data" + (subfolder.map { "/\($0)" } ?? "")
    return [
      home.appendingPathComponent(bundle).path,
      home.deletingLastPathComponent().appendingPathComponent(shared).path,
      home.deletingLastPathComponent().appendingPathComponent("share/bessemer/\(bundle)").path,
    ]
  }

  private static func isData(_ folder: String) -> Bool {
    CatalogKind.allCases.contains { kind in
      FileManager.default.fileExists(atPath: "\(folder)/\(kind.rawValue)")
    }
  }

  /// The data files of a folder, sorted by name.
  static func files(in folder: String) throws(CatalogError) -> [CatalogFile] {
    var files: [CatalogFile] = []
    for kind in CatalogKind.allCases {
      let path = "\(folder)/\(kind.rawValue)"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for name in names.sorted() where name.hasSuffix(".yaml") {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else {
          throw .unreadableData(file: "\(path)/\(name)")
        }
        files.append(
          CatalogFile(kind: kind, name: "\(kind.rawValue)/\(name)", bytes: Array(data)))
      }
    }
    return files
  }
}

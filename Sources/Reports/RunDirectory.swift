internal import Foundation

/// The folder that one run writes to: never overwritten silently, never left with half a file.
///
///     let folder = try RunDirectory.create(at: "runs/serve-70b")
///     try folder.write(table.csv, to: "measurements.csv")
///     let outcome = try folder.write(figure, drawnBy: Gnuplot())   // figures/NAME.csv, …, NAME.png
///     try folder.write(report.markdown, to: "report.md")
///
/// Every file is written under another name and then renamed, so a reader sees all of it or
/// nothing. A hidden inventory lists what was written; only that is ever replaced.
public struct RunDirectory: Sendable, Hashable {
  /// What to do with a folder that is not empty.
  public enum Occupied: Sendable, Hashable {
    case refuse
    /// Remove what an earlier run wrote there; other files stay.
    case replace
  }

  public let path: String
  /// Lists the files of the run, one on each line.
  static let inventory = ".bessemer-run"

  /// Makes the folder, with those above it, or takes an empty one.
  ///
  /// - Throws: ``RunDirectoryError/notEmpty(path:)`` where there are files and `occupied` does not
  ///   allow replacing them, ``RunDirectoryError/notARunDirectory(path:)`` where it does and they
  ///   are not of a run, and what the operating system refuses.
  public static func create(
    at path: String, occupied: Occupied = .refuse
  ) throws(RunDirectoryError) -> RunDirectory {
    let directory = RunDirectory(path: path)
    try FileSystem.makeFolder(at: path)
    let contents = try FileSystem.contents(ofFolder: path)
    if !contents.isEmpty {
      guard occupied == .replace else { throw .notEmpty(path: path) }
      guard contents.contains(inventory) else { throw .notARunDirectory(path: path) }
      try directory.removeListedFiles()
    }
    // Of two runs that start at once in one empty folder, one fails here.
    guard try FileSystem.makeNew(fileAt: directory.location(of: inventory)) else {
      throw .notEmpty(path: path)
    }
    return directory
  }

  /// The folder of an earlier run, to add to it.
  ///
  /// - Throws: ``RunDirectoryError/missing(path:)`` where there is none, and
  ///   ``RunDirectoryError/notARunDirectory(path:)`` where it is another folder.
  public static func open(at path: String) throws(RunDirectoryError) -> RunDirectory {
    guard try FileSystem.contents(ofFolder: path).contains(inventory) else {
      throw .notARunDirectory(path: path)
    }
    return RunDirectory(path: path)
  }

  private init(path: String) { self.path = path }

  /// Writes a text as UTF-8 under a name such as `report.md` or `figures/cost.csv`, making folders
  /// as needed and replacing what the name held.
  public func write(_ text: String, to name: String) throws(RunDirectoryError) {
    let path = try claim(name)
    try FileSystem.write(Array(text.utf8), to: path)
  }

  /// The path at which another writer (a database, say) may keep a file of the run under a name.
  ///
  /// The file is listed as one of the run; the folders above it are made.
  public func claim(_ name: String) throws(RunDirectoryError) -> String {
    guard Self.isAllowed(name) else { throw .nameNotAllowed(name) }
    let path = location(of: name)
    if let slash = name.lastIndex(of: "/") {
      try FileSystem.makeFolder(at: location(of: String(name[..<slash])))
    }
    if try !listedNames().contains(name) {
      try FileSystem.append(Array((name + "\n").utf8), to: location(of: Self.inventory))
    }
    return path
  }

  /// The path of a file of this folder.
  func location(of name: String) -> String { path + "/" + name }

  /// Names of the run's files, in the order in which they were first written.
  public func listedNames() throws(RunDirectoryError) -> [String] {
    let text = try FileSystem.text(ofFile: location(of: Self.inventory))
    return text.split(separator: "\n").map(String.init).filter(Self.isAllowed)
  }

  private func removeListedFiles() throws(RunDirectoryError) {
    for name in try listedNames() {
      try FileSystem.removeFile(at: location(of: name))
      try FileSystem.removeFile(at: FileSystem.partialPath(of: location(of: name)))
    }
    try FileSystem.removeFile(at: location(of: Self.inventory))
  }

  /// Whether a name stays inside the folder: parts joined by `/`, none empty, hidden or with line
  /// breaks.
  static func isAllowed(_ name: String) -> Bool {
    name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.first != "."
        && part.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
  }
}

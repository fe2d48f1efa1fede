import Calibration
import Foundation
import Tables

/// The tables of kernel timings that a command line names.
///
/// The name of a file says what it holds: `gemm.csv`, or `h100-sxm__gemm.csv` where a folder holds
/// several chips. An `INDEX.csv` beside it may say whose kernels they are.
struct KernelFiles {
  let tables: [KernelTable]
  /// Files of the folders that hold no class of kernels, with the reason.
  private(set) var unused: [(file: String, reason: String)] = []

  /// - Parameter paths: files, or folders whose CSV files are taken.
  init(_ paths: [String], of accelerator: String, software: String?) throws {
    var tables: [KernelTable] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw CommandFailure(
          status: .invalidScenario, "\(path): no such file or folder",
          expected: "CSV files of kernel timings, or a folder of them",
          fix: "check the folder and the spelling")
      }
      for file in try isFolder.boolValue ? Self.files(in: path) : [path] {
        let name = Self.nameParts(of: file)
        if let chip = name.accelerator, chip != accelerator {
          guard isFolder.boolValue else {
            throw CommandFailure(
              status: .usage, "\(file): the name says \(chip), --accelerator \(accelerator)",
              expected: "a table of the accelerator that is named",
              fix: "name \(chip), or rename the file")
          }
          continue
        }
        guard let kernels = KernelClass(rawValue: name.kernels) else {
          let reason = "\"\(name.kernels)\" is no class of kernels"
          guard isFolder.boolValue else {
            throw CommandFailure(
              status: .invalidScenario, "\(file): \(reason)",
              expected: "a file named after one of "
                + KernelClass.allCases.map(\.rawValue).joined(separator: ", "),
              fix: "rename it, such as to gemm.csv or \(accelerator)__gemm.csv")
          }
          if name.kernels != "INDEX" { unused.append((file, reason)) }
          continue
        }
        do {
          tables.append(
            try KernelTable(
              text: DataFile.text(of: file), named: file, holding: kernels,
              software: software ?? Self.software(of: file)))
        } catch let error as KernelTableError {
          throw CommandFailure(status: .invalidScenario, message: error.description)
        }
      }
    }
    guard !tables.isEmpty else {
      let found = unused.isEmpty ? "" : "; found " + unused.map(\.file).joined(separator: ", ")
      throw CommandFailure(
        status: .invalidScenario,
        "\(paths.joined(separator: ", ")): no kernel timings of \(accelerator)\(found)",
        expected: "files named CLASS.csv or \(accelerator)__CLASS.csv, where CLASS is one of "
          + KernelClass.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.tables = tables
  }

  /// The names of the files without their folders.
  var names: [String] { tables.map { ($0.file as NSString).lastPathComponent } }

  /// Whose kernels they are, each once.
  var software: [String] {
    var found: [String] = []
    for name in tables.compactMap(\.software) where !found.contains(name) { found.append(name) }
    return found
  }

  /// Files of the folders that are not used; nil where all are.
  func unusedTable() -> Table? {
    guard !unused.isEmpty else { return nil }
    var table = Table(
      [Column("file", .text), Column("reason", .text)], title: "Files that are not used")
    for (file, reason) in unused { table.append([.text(file), .text(reason)]) }
    return table
  }

  /// The CSV files of a folder, by name.
  private static func files(in folder: String) throws -> [String] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw CommandFailure(
        status: .invalidScenario, "\(folder): the folder cannot be read",
        expected: "a folder of CSV files", fix: "allow reading it")
    }
    return names.filter { $0.hasSuffix(".csv") }.sorted().map {
      (folder as NSString).appendingPathComponent($0)
    }
  }

  /// `h100-sxm` and `gemm` of `h100-sxm__gemm.csv`.
  private static func nameParts(of file: String) -> (accelerator: String?, kernels: String) {
    let stem = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
    guard let mark = stem.range(of: "__") else { return (nil, stem) }
    return (String(stem[..<mark.lowerBound]), String(stem[mark.upperBound...]))
  }

  /// The software that an index beside the file names for it; nil where there is none, or it does
  /// not name the file.
  private static func software(of file: String) throws -> String? {
    let name = (file as NSString).lastPathComponent
    let index = ((file as NSString).deletingLastPathComponent as NSString)
      .appendingPathComponent("INDEX.csv")
    guard FileManager.default.fileExists(atPath: index) else { return nil }
    let table: Table
    do {
      table = try Table(
        csv: DataFile.text(of: index), columns: [Column("file", .text), Column("software", .text)])
    } catch let error as TableError {
      throw CommandFailure(
        status: .invalidScenario, "\(index):\(error.line): \(error.problem)",
        expected: "a table with the columns file and software, which says whose kernels were timed",
        fix: "correct it, move it away, or say --software")
    }
    return table.rows.first { $0[0].string == name }?[1].string
  }
}

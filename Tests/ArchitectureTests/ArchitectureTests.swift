import Foundation
import Testing

/// The rows of the architecture, lowest first: a module imports only modules of lower rows.
private let rows: [[String]] = [
  ["Quantities", "Tables", "CGSL", "CPrefetch"],
  ["EventKernel", "Stochastics", "Documents"],
  ["Hardware", "LanguageModels", "OutputAnalysis"],
  ["Performance", "Economics", "ExportControl"],
  ["Serving", "Training", "Calibration", "ComputeSupply"],
  ["ReferenceData"],
  ["Scenarios"],
  ["Experiments", "Reports"],
  ["Validation"],
  ["bessemer"],
]

/// Arrows inside one row that the design allows: a model is stored in formats that chips multiply.
private let allowedInRow: Set<[String]> = [["LanguageModels", "Hardware"]]

/// The one module in which each outside library may appear.
private let homes = [
  "CGSL": "Stochastics", "Yams": "Documents", "ArgumentParser": "bessemer", "GRDB": "Experiments",
  "Mustache": "Reports",
]

/// Modules of the Swift toolchain, allowed anywhere.
private let toolchain: Set<String> = [
  "Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Synchronization",
]

@Suite("The arrows between modules")
struct ArchitectureTests {
  struct Import: CustomStringConvertible {
    let file: String
    let module: String
    let imported: String
    var description: String { "\(file) imports \(imported)" }
  }

  static let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")

  static func swiftFiles() throws -> [(module: String, url: URL)] {
    let manager = FileManager.default
    var files: [(String, URL)] = []
    for module in try manager.contentsOfDirectory(atPath: sources.path).sorted() {
      let folder = sources.appending(path: module)
      guard let walk = manager.enumerator(at: folder, includingPropertiesForKeys: nil) else {
        continue
      }
      for case let url as URL in walk where url.pathExtension == "swift" {
        files.append((module, url))
      }
    }
    return files
  }

  static func imports() throws -> [Import] {
    try swiftFiles().flatMap { module, url in
      try String(contentsOf: url, encoding: .utf8).split(separator: "\n").compactMap { line in
        // `public import struct Foundation.URL` and `internal import CGSL` name a module too.
        let words = line.split(separator: " ").map(String.init)
        guard let at = words.firstIndex(of: "import"), at <= 1, at + 1 < words.count else {
          return nil
        }
        if at == 1, !["public", "internal", "package", "@testable"].contains(words[0]) {
          return nil
        }
        let kinds = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
        let name =
          kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
        return Import(
          file: url.lastPathComponent, module: module,
          imported: name.split(separator: ".").first.map(String.init) ?? name)
      }
    }
  }

  static func row(of module: String) -> Int? { rows.firstIndex { $0.contains(module) } }

  @Test("Every folder under Sources is a module of the design")
  func modulesAreKnown() throws {
    let modules = Set(try Self.swiftFiles().map(\.module))
    #expect(modules.isSubset(of: Set(rows.flatMap(\.self))))
    #expect(modules.count >= 18)
  }

  @Test("A module imports only lower rows")
  func arrowsPointDown() throws {
    var seen = 0
    for item in try Self.imports() {
      guard let upper = Self.row(of: item.module), let lower = Self.row(of: item.imported) else {
        continue
      }
      seen += 1
      #expect(
        lower < upper || allowedInRow.contains([item.module, item.imported]),
        "\(item): row \(lower) into row \(upper)")
    }
    #expect(seen > 50, "the test no longer finds the imports")
  }

  @Test("Each outside library has one home")
  func oneHome() throws {
    for item in try Self.imports() where Self.row(of: item.imported) == nil {
      if toolchain.contains(item.imported) { continue }
      #expect(homes[item.imported] == item.module, "\(item)")
    }
    for item in try Self.imports() where item.imported == "CGSL" {
      #expect(item.module == "Stochastics", "\(item)")
    }
    for item in try Self.imports() where item.imported == "CPrefetch" {
      #expect(item.module == "EventKernel", "\(item)")
    }
  }

  @Test("The event kernel stays under 500 lines")
  func kernelIsSmall() throws {
    let lines = try Self.swiftFiles().filter { $0.module == "EventKernel" }.reduce(0) {
      $0 + (try String(contentsOf: $1.url, encoding: .utf8).split(separator: "\n").count)
    }
    #expect(lines > 0 && lines < 500)
  }

  @Test("No source file outgrows 400 lines")
  func filesAreSmall() throws {
    for (_, url) in try Self.swiftFiles() {
      let count = try String(contentsOf: url, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(count <= 401, "\(url.lastPathComponent) has \(count) lines")
    }
  }
}

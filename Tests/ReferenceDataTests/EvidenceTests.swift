import Foundation
import ReferenceData
import Testing

@Suite("Every number says where it comes from")
struct EvidenceTests {
  let catalog = installed

  static let measured = CatalogKind.allCases.filter { $0 != .metrics && $0 != .citations }

  @Test("Every number has a source, a date and a grade", arguments: measured)
  func evidence(kind: CatalogKind) throws {
    var numbers = 0
    for entry in try catalog.entries(of: kind) {
      for (path, fact) in entry.record.facts where fact.isNumeric {
        let evidence = try #require(fact.evidence, "\(entry.name).\(path)")
        #expect(!evidence.sources.isEmpty && !evidence.asOf.isEmpty, "\(entry.name).\(path)")
        numbers += 1
      }
    }
    // Countries have names and codes, and no numbers.
    #expect(numbers > 0 || kind == .groups || kind == .countries)
  }

  @Test("Every source is a citation, and every citation is used")
  func citations() throws {
    let known = Set(catalog.names(of: .citations))
    var used: Set<String> = []
    for kind in Self.measured {
      for entry in try catalog.entries(of: kind) {
        for (path, fact) in entry.record.facts {
          for source in fact.evidence?.sources ?? [] {
            #expect(known.contains(source), "\(entry.name).\(path) cites \(source)")
            used.insert(source)
          }
        }
      }
    }
    used.formUnion(try claimed)
    #expect(known.subtracting(used).isEmpty, "unused: \(known.subtracting(used).sorted())")
  }

  /// The citations that shipped claims name.
  private var claimed: [String] {
    get throws {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Scenarios/claims")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      return try files.filter { $0.hasSuffix(".yaml") }.flatMap { name -> [String] in
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return text.matches(of: /\n  sources: \[([^\]]*)\]/).flatMap {
          $0.1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
      }
    }
  }

  @Test("A citation has a title, an author and a date")
  func citation() throws {
    let paper = try #require(try catalog.citation("zuo25"))
    #expect(paper.locator == "arXiv 2506.12708")
    #expect(paper.title.contains("CloudMatrix384"))
    #expect(try catalog.citation("nobody99") == nil)
  }

  @Test("What is not on sale is never graded as a data sheet")
  func plans() throws {
    for kind in [CatalogKind.accelerators, .systems] {
      for entry in try catalog.entries(of: kind)
      where ["roadmap", "announced", "unlaunched", "unconfirmed"].contains(entry.status) {
        for (path, fact) in entry.record.facts where fact.isNumeric {
          let grade = try #require(fact.evidence?.grade)
          #expect(grade > .datasheet, "\(entry.name).\(path) is \(grade)")
        }
      }
    }
  }

  @Test("Names are lower-case words, unique in their kind", arguments: CatalogKind.allCases)
  func names(kind: CatalogKind) {
    let names = catalog.names(of: kind)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(
        name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "-.".contains($0)) },
        "\(name)")
    }
  }
}

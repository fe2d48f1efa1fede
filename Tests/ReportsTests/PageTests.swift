import Foundation
import Tables
import Testing

@testable import Reports

@Suite("The page in HTML")
struct PageTests {
  private func page(_ report: Report, files: [String: String] = [:]) -> String {
    report.html { path in files[path].map { Array($0.utf8) } }
  }

  @Test(
    "Everything that a report holds stands in its page, whatever the words", arguments: hostileTexts
  )
  func everything(text: String) {
    let report = fullReport(text: text)
    let html = page(report)
    let reader = PageReader(html)
    #expect(reader.faults.isEmpty, "\(reader.faults)")
    let words = HTMLText(text).html
    for suffix in [
      "", " question", " answer", " can", " margin", " cannot", " cause", " fix", " reason",
      " heading", " paragraph", " item", " inside", " condition", " subject", " observed",
      " assumption", " remark", " description", " locator", " left out", " scenario", " table",
    ] {
      #expect(html.contains(words + suffix), "\(suffix)")
    }
    for plain in ["source-a", "unknown", "18446744073709551615", "ab12", "cd34", "0.123", "yes"] {
      #expect(html.contains(plain))
    }
  }

  @Test(
    "Words are never markup",
    arguments: hostileTexts + [
      "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "'><img src=x onerror=alert(1)>",
      "<\u{301}script>", "\"\u{301} onclick=\"x", "</title><script>", "{{title}} {{{title}}}",
      "&lt;",
    ])
  func escaping(text: String) {
    let tame = PageReader(page(fullReport()))
    let hostile = PageReader(page(fullReport(text: text)))
    #expect(hostile.faults.isEmpty, "\(hostile.faults)")
    // The same elements, and nothing that would run, whatever the words are.
    #expect(hostile.elements.map(\.name) == tame.elements.map(\.name))
    #expect(hostile.elements.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    #expect(hostile.script == tame.script)
    let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
    #expect(
      hostile.text.unicodeScalars.filter { $0 == "\u{301}" }.count
        >= scalars.filter { $0 == "\u{301}" }.count)
  }

  @Test("Nothing is loaded from anywhere: addresses are only those of links")
  func selfContained() throws {
    let html = page(fullReport())
    let reader = PageReader(html)
    for element in reader.elements {
      for (name, value) in element.attributes where value.contains("//") {
        #expect(element.name == "a" && name == "href", "\(element)")
      }
      #expect(element.name != "link" && element.attributes["src"] == nil)
    }
    #expect(!html.contains("@import") && !html.contains("url("))
    #expect(html.contains("default-src 'none'"))
    #expect(reader.values(of: "href").contains("https://arxiv.org/abs/2401.01234"))
  }

  @Test("Identifiers are unique, and links inside the page lead somewhere")
  func anchors() {
    let reader = PageReader(page(fullReport()))
    let ids = reader.values(of: "id")
    #expect(Set(ids).count == ids.count)
    let inside = reader.values(of: "href").filter { $0.hasPrefix("#") }
    #expect(inside == ["#source-1"])
    #expect(inside.allSatisfy { ids.contains(String($0.dropFirst())) })
  }

  @Test("The file to save beside a table is the table")
  func csv() throws {
    let report = fullReport(text: "Größe, \"x\"\n<b>")
    guard case .table(let table) = report.sections[0].blocks[2] else { return }
    let links = PageReader(page(report)).elements.filter { $0.attributes["download"] != nil }
    #expect(links.count == 1)
    let address = try #require(links[0].attributes["href"])
    let head = "data:text/csv;charset=utf-8;base64,"
    #expect(address.hasPrefix(head))
    let bytes = try #require(Data(base64Encoded: String(address.dropFirst(head.count))))
    #expect(String(decoding: bytes, as: UTF8.self) == table.csv)
    #expect(try #require(links[0].attributes["download"]).hasSuffix(".csv"))
  }

  @Test("What cannot be done is told by word and sign, not by colour alone")
  func verdicts() {
    let text = PageReader(page(fullReport())).text
    #expect(text.contains("✓ Feasible") && text.contains("✗ Infeasible"))
    #expect(text.contains("✓ Passed") && text.contains("✗ Failed") && text.contains("? No data"))
  }

  @Test("A report with a title only is a page, without empty headings")
  func bare() {
    let reader = PageReader(page(Report(title: "T")))
    #expect(reader.faults.isEmpty)
    #expect(reader.elements.filter { $0.name == "h2" }.count == 1)
  }

  @Test("The page's policy lets its own script run: the hash is that of the script")
  func policy() throws {
    let reader = PageReader(page(fullReport()))
    let hash = SHA256.base64(of: Array(reader.script.utf8))
    #expect(PageScript.hash == "sha256-" + hash)
    let policy = try #require(reader.values(of: "content").first { $0.contains("default-src") })
    #expect(policy.contains("script-src 'sha256-\(hash)'"))
    #expect(reader.script.split(separator: "\n").count <= 100)
  }

  @Test("The hash of the test is that of the standard")
  func standardHash() {
    // FIPS 180-4, example of "abc".
    #expect(SHA256.base64(of: Array("abc".utf8)) == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
  }

  @Test(
    "A locator is a link where its first word is an address",
    arguments: [
      ("arXiv 2401.01234", "https://arxiv.org/abs/2401.01234"),
      ("arXiv 2401.01234, table 3", "https://arxiv.org/abs/2401.01234"),
      ("doi:10.1145/1498765.1498785", "https://doi.org/10.1145/1498765.1498785"),
      ("github.com/owner/name (Apache-2.0)", "https://github.com/owner/name"),
      ("docs.vllm.ai; github.com/x", "https://docs.vllm.ai"), ("sec.gov", "https://sec.gov"),
      ("https://epoch.ai/data", "https://epoch.ai/data"), ("bessemer validate --training", nil),
      ("low confidence by nature", nil), ("javascript:alert(1)", nil), ("e.g. a filing", nil),
    ] as [(String, String?)])
  func links(locator: String, link: String?) {
    #expect(Report.Source("s", "d", locator: locator).link == link)
  }
}

/// SHA-256 (FIPS 180-4, section 6.2), to check the hash that is written in the page.
enum SHA256 {
  static func base64(of message: [UInt8]) -> String {
    var state = primes(8).map { fraction(Double($0).squareRoot()) }
    let constants = primes(64).map { fraction(cbrt(Double($0))) }
    var bytes = message + [0x80]
    bytes += [UInt8](repeating: 0, count: (120 - bytes.count % 64) % 64)
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: (message.count * 8) >> (56 - 8 * $0)) }
    for block in stride(from: 0, to: bytes.count, by: 64) {
      var words = (0..<16).map { index in
        (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + 4 * index + $1]) }
      }
      for index in 16..<64 {
        let (a, b) = (words[index - 15], words[index - 2])
        let mixed = (turned(a, 7) ^ turned(a, 18) ^ a >> 3, turned(b, 17) ^ turned(b, 19) ^ b >> 10)
        words.append(words[index - 16] &+ mixed.0 &+ words[index - 7] &+ mixed.1)
      }
      var s = state
      for index in 0..<64 {
        let e = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)
        let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
        let first = s[7] &+ e &+ choice &+ constants[index] &+ words[index]
        let a = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)
        let second = a &+ ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))
        s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
      }
      state = zip(state, s).map { $0 &+ $1 }
    }
    let digest = state.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
    return Data(digest).base64EncodedString()
  }

  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var next = 2
    while found.count < count {
      if found.allSatisfy({ next % $0 != 0 }) { found.append(next) }
      next += 1
    }
    return found
  }

  /// The first 32 bits of the fraction of a number.
  private static func fraction(_ value: Double) -> UInt32 {
    UInt32((value - value.rounded(.down)) * 4_294_967_296)
  }

  private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }
}

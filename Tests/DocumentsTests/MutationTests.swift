import Documents
import Testing

/// A small generator of reproducible numbers: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("Damaged documents")
struct MutationTests {
  private let fragments = [
    "[", "]", "{", "}", ":", ": ", "- ", "? ", "*", "&a ", "*pools", "!!str ", "\"", "'", "|", ">",
    "#",
    "\t", "\n", "\n  ", "%", "---\n", "...\n", "~", "<<: ", "\u{85}", "\u{2028}", "é", "\u{E000}",
    "\\x",
    "\\uD800", "\r", ",", "@", "`", "\0", "&a *a", "!<x> ", "  \n",
  ]

  private func damage(_ text: String, _ generator: inout SplitMix64) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let at = Int.random(in: 0..<scalars.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0:
        scalars.insert(
          contentsOf: fragments.randomElement(using: &generator)!.unicodeScalars, at: at)
      case 1: scalars.remove(at: at)
      case 2: scalars.swapAt(at, Int.random(in: 0..<scalars.count, using: &generator))
      case 3: scalars.removeSubrange(at..<min(scalars.count, at + 20))
      default:
        let end = min(scalars.count, at + 40)
        scalars.insert(
          contentsOf: scalars[at..<end], at: Int.random(in: 0..<end, using: &generator))
      }
      if scalars.isEmpty { return "" }
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  @Test("Two thousand damaged documents are each read, or refused with a place inside the text")
  func mutations() throws {
    var generator = SplitMix64(state: 20_261_121)
    var refused = 0
    for _ in 0..<2_000 {
      let text = damage(wholeScenario, &generator)
      do {
        let root = try Document(text: text, named: "t.yaml").root
        #expect(try tree(root.yaml()) == root, "\(text)")
      } catch let error as DocumentError {
        refused += 1
        let lines = text.unicodeScalars.count {
          "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0)
        }
        if let position = error.diagnostic.location.position {
          #expect(
            position.line >= 1 && position.line <= lines + 1 && position.column >= 1, "\(text)")
        }
        #expect(error.diagnostic.suggestion != nil, "\(text)")
      }
    }
    // The damage is neither harmless nor always fatal, else this test would show nothing.
    #expect(refused > 500 && refused < 1_900, "\(refused)")
  }
}

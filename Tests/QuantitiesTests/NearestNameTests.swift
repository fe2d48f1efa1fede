import Quantities
import Testing

@Suite("Nearest names")
struct NearestNameTests {
  @Test(
    "Every edit, and a swap of neighbours, counts one",
    arguments: [
      ("memory", "memory", 0), ("memroy", "memory", 1), ("memry", "memory", 1),
      ("memoory", "memory", 1), ("memori", "memory", 1), ("", "abc", 3), ("kitten", "sitting", 3),
      // No part is edited twice: the unrestricted distance would be two.
      ("ca", "abc", 3),
    ])
  func distances(_ a: String, _ b: String, _ distance: Int) {
    #expect(NearestName.distance(a, b) == distance)
  }

  @Test("The distance is symmetric, zero only between equals, and at most the longer length")
  func laws() {
    let words = ["", "a", "ab", "ba", "h100-sxm", "h200-sxm", "memory", "memroy", "GiB", "gib"]
    for a in words {
      for b in words {
        let distance = NearestName.distance(a, b)
        #expect(distance == NearestName.distance(b, a))
        #expect((distance == 0) == (a == b))
        #expect(distance <= max(a.count, b.count))
        #expect(distance >= abs(a.count - b.count))
      }
    }
  }

  @Test(
    "The name probably meant is found",
    arguments: [
      ("h10O", "h100-sxm"), ("memroy", "memory"), ("H100-SXM", "h100-sxm"),
      ("ascend-910d", "ascend-910c"),
      ("h100", "h100-sxm"), ("asend", "ascend-910c"),
    ])
  func proposals(_ name: String, _ meant: String) {
    let names = ["a100-sxm", "h100-sxm", "h100-pcie", "ascend-910c", "memory"]
    #expect(NearestName.suggestion(for: name, among: names) == meant)
  }

  @Test("Nothing is proposed where nothing is near", arguments: ["", "x", "tpu-v5", "zzzzzz"])
  func silence(_ name: String) {
    #expect(NearestName.suggestion(for: name, among: ["h100-sxm", "memory", "GB"]) == nil)
  }

  @Test("A difference in case alone is the nearest, and the least of those wins")
  func caseVariants() {
    #expect(NearestName.suggestion(for: "mw", among: ["MW", "mW", "m"]) == "mW")
    #expect(NearestName.suggestion(for: "Gib", among: ["Gbit", "GB", "GiB"]) == "GiB")
  }

  @Test("A name of any length is compared in bounded time")
  func longNames() {
    let long = String(repeating: "a", count: 100_000)
    #expect(NearestName.suggestion(for: long, among: [long + "b", "memory"]) == nil)
  }
}

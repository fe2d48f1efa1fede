import ExportControl
import Testing

@Suite("Three-valued logic")
struct TruthTests {
  static let all: [Truth] = [.holds, .fails, .unknown]

  @Test("Knowing more never turns what was known into its opposite")
  func knowledge() {
    func resolved(_ truth: Truth) -> [Truth] { truth == .unknown ? [.holds, .fails] : [truth] }
    for a in Self.all {
      for b in Self.all {
        let both: Truth = a && b
        let either: Truth = a || b
        for known in resolved(a) {
          for other in resolved(b) {
            let bothKnown: Truth = known && other
            let eitherKnown: Truth = known || other
            #expect(both == .unknown || both == bothKnown)
            #expect(either == .unknown || either == eitherKnown)
          }
        }
      }
    }
  }

  @Test("De Morgan's laws hold, and unknown is its own opposite")
  func deMorgan() {
    for a in Self.all {
      let twice: Truth = !(!a)
      #expect(twice == a)
      for b in Self.all {
        let both: Truth = a && b
        let other: Truth = b && a
        let either: Truth = !a || !b
        #expect(!both == either)
        #expect(both == other)
      }
    }
    let fails: Truth = .unknown && .fails
    let holds: Truth = .unknown || .holds
    #expect(fails == .fails && holds == .holds && !Truth.unknown == .unknown)
  }
}

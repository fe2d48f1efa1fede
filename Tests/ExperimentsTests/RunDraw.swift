import Foundation
import Quantities

@testable import Experiments
@testable import Serving

/// Arbitrary runs, the same for one number.
struct RunDraw {
  private var state: UInt64

  init(_ number: Int) { state = UInt64(number) }

  /// SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Numbers of every size, those that files are known to trip over among them.
  mutating func value() -> Double {
    switch below(12) {
    case 0: 0
    case 1: -0.0
    case 2: Double(below(1_000))
    case 3: .infinity
    case 4: .leastNonzeroMagnitude
    case 5: -.greatestFiniteMagnitude
    case 6: 0.1 + 0.2
    case 7: Double(1 << 53) + Double(below(8))
    default:
      // Any bits that are a number.
      {
        let value = Double(bitPattern: next())
        return value.isNaN ? 0.5 : value
      }()
    }
  }

  mutating func word() -> String {
    let letters = Array("abc äß\"'\\\n字🙂;%")
    return String((0...below(6)).map { _ in letters[below(letters.count)] })
  }

  mutating func content() -> PointContent {
    PointContent(
      programVersion: word(), dataHash: word(), seed: next(),
      scenario: (0..<50).map { _ in word() }.joined(separator: "\n"))
  }

  private mutating func requests() -> RequestCounts {
    var counts = RequestCounts()
    counts.arrived = below(1 << 40)
    counts.completed = below(1 << 20)
    counts.rejectedForContext = below(9)
    counts.rejectedForCache = below(9)
    counts.rejectedForQueue = below(9)
    counts.rejectedForDeadline = below(9)
    counts.rejectedForResidency = below(9)
    counts.lostWithReplica = below(9)
    counts.unfinished = below(9)
    counts.attained = below(9)
    counts.late = below(9)
    counts.clipped = below(9)
    counts.departed = below(9)
    counts.preemptions = below(9)
    return counts
  }

  private mutating func flows() -> TokenFlows {
    var flows = TokenFlows()
    flows.prompt = below(1 << 50)
    flows.cached = below(1 << 50)
    flows.restored = below(9)
    flows.recomputed = below(9)
    flows.output = below(1 << 50)
    return flows
  }

  mutating func run(_ replication: Int) -> RunRecord {
    let classNames = (0..<below(4)).map { "\($0)" + word() }
    var measurements: [Experiments.Measurement] = []
    for requestClass in [nil] + classNames.map(Optional.some) {
      // In any order.
      for _ in 0..<below(60) {
        let metric = Metric.all[below(Metric.all.count)]
        let isThere = measurements.contains {
          $0.metric == metric && $0.requestClass == requestClass
        }
        if isThere { continue }
        measurements.append(
          Measurement(
            metric, value(), count: below(2) == 0 ? nil : below(1 << 40),
            requestClass: requestClass))
      }
    }
    return RunRecord(
      replication: replication, measurements: measurements,
      verdict: SaturationVerdict.allCases[below(4)],
      warmUp: .init(length: Seconds(Double(below(1_000)) / 7), isSufficient: below(2) == 0),
      requests: requests(), classNames: classNames, tokens: flows(), events: below(1 << 50),
      timeline: nil)
  }
}

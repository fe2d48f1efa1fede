import Foundation
import Quantities
import Stochastics
import Testing

@Suite("Arrivals whose rate changes")
struct ModulatedArrivalTests {
  /// Twenty-four rates of an office: quiet nights, a dip at noon.
  static let hours: [Double] = [
    1, 1, 1, 0, 0, 1, 2, 4, 7, 9, 10, 10, 7, 9, 10, 9, 8, 7, 5, 4, 3, 2, 2, 1,
  ]

  static func day() throws -> RateProfile {
    try RateProfile(
      points: hours.enumerated().map { (time: Seconds.hour * Double($0), rate: $1) }, over: .day)
  }

  /// The times of all arrivals before an end.
  private func times(
    _ process: ArrivalProcess, until end: Double, seed: UInt64 = 1
  ) -> [Double] {
    var sequence = ArrivalSequence(
      process, gaps: StreamAddress(seed: seed, purpose: "arrivals"),
      states: StreamAddress(seed: seed, purpose: "bursts"))
    var times: [Double] = []
    var clock = sequence.nextGap().value
    while clock < end {
      times.append(clock)
      clock += sequence.nextGap().value
    }
    return times
  }

  @Test("A profile has the mean one over its period, wherever it starts")
  func profiles() throws {
    let week = try Self.day().repeated(times: [5, 5, 5, 5, 4, 2, 1])
    for profile in [try Self.day(), week, week.starting(at: .hour * 33)] {
      #expect(abs(profile.meanRate(from: .zero, to: profile.period) - 1) < 1e-12)
      // The mean over a window is the integral of the rate by the trapezoid rule in fine steps.
      let (start, end) = (Seconds.hour * 5.3, Seconds.hour * 20.7)
      let steps = 200_000
      let width = (end - start) / Double(steps)
      let sum = (0..<steps).reduce(0.0) {
        $0 + profile.rate(at: start + width * (Double($1) + 0.5))
      }
      #expect(abs(profile.meanRate(from: start, to: end) / (sum / Double(steps)) - 1) < 1e-6)
    }
    let shifted = try Self.day().starting(at: .hour * 9)
    #expect(abs(try Self.day().rate(at: .hour * 11.25) - shifted.rate(at: .hour * 2.25)) < 1e-12)
  }

  @Test("Points that do not begin at midnight are joined across it")
  func wrapping() throws {
    let profile = try RateProfile(
      points: [(time: .hour * 6, rate: 1), (time: .hour * 18, rate: 3)], over: .day)
    // Straight from 3 at 18 h to 1 at 30 h: 2 at midnight; the mean is 2.
    #expect(abs(profile.rate(at: .zero) - 1) < 1e-12)
    #expect(abs(profile.rate(at: .hour * 3) - 0.75) < 1e-12)
    #expect(abs(profile.rate(at: .hour * 21) - 1.25) < 1e-12)
  }

  @Test("The integral of the rate up to each arrival is the sum of the gaps: nothing is lost")
  func exactInversion() throws {
    let profile = try Self.day().repeated(times: [5, 5, 5, 5, 4, 2, 1]).starting(at: .hour * 8)
    let plain = try ArrivalProcess.gamma(rate: RequestsPerSecond(0.01), cv: 3)
    let changed = times(plain.following(profile), until: 30 * 86_400)
    let steady = times(plain, until: 40 * 86_400)
    #expect(changed.count > 20_000)
    for (index, time) in changed.enumerated() where index % 97 == 0 {
      let content = profile.meanRate(from: .zero, to: Seconds(time)) * time
      #expect(abs(content - steady[index]) < 1e-6, "arrival \(index)")
    }
  }

  @Test("Counts in the hours of a day are Poisson with the integral of the rate as their mean")
  func counts() throws {
    let rate = RequestsPerSecond(0.5)
    let profile = try Self.day()
    let days = 400
    let process = try ArrivalProcess.poisson(rate: rate).following(profile)
    var counts = [[Double]](repeating: [Double](repeating: 0, count: days), count: 24)
    for time in times(process, until: Double(days) * 86_400) {
      counts[Int(time / 3_600) % 24][Int(time / 86_400)] += 1
    }
    for hour in 0..<24 {
      let (start, end) = (Seconds.hour * Double(hour), Seconds.hour * Double(hour + 1))
      let expected = 0.5 * 3_600 * profile.meanRate(from: start, to: end)
      let mean = counts[hour].reduce(0, +) / Double(days)
      // Four standard errors of a Poisson mean.
      #expect(abs(mean - expected) <= 4 * (expected / Double(days)).squareRoot(), "hour \(hour)")
      guard expected > 0 else { continue }
      let variance =
        counts[hour].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(days - 1)
      // The fourth moment of a Poisson count is 3 μ² + μ.
      let error = ((2 + 1 / expected) / Double(days)).squareRoot()
      #expect(abs(variance / mean - 1) < 4 * error, "hour \(hour)")
    }
  }

  @Test("Poisson streams together are Poisson: gaps of rate λ₁ + λ₂ without memory")
  func superposition() throws {
    let end = 40_000.0
    let merged =
      (times(try .poisson(rate: RequestsPerSecond(1)), until: end, seed: 3)
      + times(try .poisson(rate: RequestsPerSecond(0.5)), until: end, seed: 4)).sorted()
    let gaps = zip(merged.dropFirst(), merged).map { $0 - $1 }
    let n = Double(gaps.count)
    let mean = gaps.reduce(0, +) / n
    #expect(abs(mean * 1.5 - 1) < 4 / n.squareRoot())
    // Kolmogorov's distance to the exponential law; its 99.9 % point is 1.95 / √n.
    let sorted = gaps.sorted()
    let distance = sorted.enumerated().reduce(0.0) { distance, item in
      let law = 1 - exp(-item.element * 1.5)
      return max(
        distance, abs(law - Double(item.offset) / n), abs(law - Double(item.offset + 1) / n))
    }
    #expect(distance < 1.95 / n.squareRoot())
    let products = zip(gaps, gaps.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    #expect(abs(products / n / (mean * mean)) < 4 / n.squareRoot())
  }

  @Test(
    "Bursts have the mean rate and the index of dispersion of the closed form",
    arguments: [(2.0, 10.0, 0.05, 20.0), (1, 4, 0.2, 5), (3, 2, 0.5, 60)])
  func dispersion(rate: Double, peak: Double, share: Double, length: Double) throws {
    let bursts = try MarkovModulation.bursts(peak: peak, share: share, length: Seconds(length))
    #expect(abs(zip(bursts.levels, bursts.shares).reduce(0) { $0 + $1.0 * $1.1 } - 1) < 1e-12)
    let process = try ArrivalProcess.poisson(rate: RequestsPerSecond(rate)).modulated(by: bursts)
    // Windows of ten relaxation times, far enough apart to be nearly independent.
    let relaxation = bursts.sojourns.reduce(0) { $0 + 1 / $1.value }
    for window in [1 / relaxation, 10 / relaxation] {
      let spacing = window + 8 / relaxation
      let windows = 4_000
      var counts = [Double](repeating: 0, count: windows)
      for time in times(process, until: Double(windows) * spacing) {
        let index = Int(time / spacing)
        if time - Double(index) * spacing < window, index < windows { counts[index] += 1 }
      }
      let n = Double(windows)
      let mean = counts.reduce(0, +) / n
      let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
      let expected = try #require(
        bursts.indexOfDispersion(rate: RequestsPerSecond(rate), window: Seconds(window)))
      let fourth = counts.reduce(0) { $0 + pow($1 - mean, 4) } / n
      // Standard error of a variance from its fourth moment.
      let error = ((fourth - variance * variance) / n).squareRoot() / mean
      #expect(abs(mean - rate * window) < 4 * (variance / n).squareRoot())
      #expect(abs(variance / mean - expected) < 4 * error, "window \(window)")
    }
  }

  @Test("Modulation by one level, and a flat profile, change nothing")
  func neutrality() throws {
    let plain = try ArrivalProcess.weibull(rate: RequestsPerSecond(3), shape: 0.6)
    let flat = try RateProfile(steps: [2, 2, 2], over: .hour)
    let even = try MarkovModulation(states: [(rate: 4, sojourn: Seconds(1)), (4, Seconds(7))])
    let reference = times(plain, until: 500)
    for process in [plain.following(flat), plain.modulated(by: even)] {
      let changed = times(process, until: 500)
      #expect(changed.count == reference.count)
      #expect(zip(changed, reference).allSatisfy { abs($0 - $1) < 1e-9 })
    }
    #expect(try abs(plain.withRate(times: 4).rate.value - 12) < 1e-12)
  }

  @Test("Gaps are the same under any bursts: the states have a stream of their own")
  func commonRandomNumbers() throws {
    let plain = try ArrivalProcess.poisson(rate: RequestsPerSecond(2))
    let mild = try MarkovModulation.bursts(peak: 2, share: 0.3, length: Seconds(9))
    let profile = try Self.day()
    let contents = [plain.following(profile), plain.modulated(by: mild).following(profile)].map {
      times($0, until: 86_400).count
    }
    #expect(contents[0] > 100_000 && contents[1] > 100_000)
    #expect(
      times(plain.modulated(by: mild), until: 900) == times(plain.modulated(by: mild), until: 900))
  }

  @Test("What is no profile and no burst is refused")
  func refusals() {
    #expect(throws: StochasticsError.self) { try RateProfile(steps: [], over: .day) }
    #expect(throws: StochasticsError.self) { try RateProfile(steps: [0, 0], over: .day) }
    #expect(throws: StochasticsError.self) { try RateProfile(steps: [1, -1], over: .day) }
    #expect(throws: StochasticsError.self) {
      try RateProfile(points: [(time: .hour, rate: 1), (time: .hour, rate: 2)], over: .day)
    }
    #expect(throws: StochasticsError.self) {
      try MarkovModulation.bursts(peak: 5, share: 0.3, length: Seconds(1))
    }
    #expect(throws: StochasticsError.self) {
      try MarkovModulation(states: [(rate: 1, sojourn: Seconds(1))])
    }
  }
}

@Suite("The Gaussian copula")
struct GaussianCopulaTests {
  @Test("Both margins stay uniform, and the rank correlation is the stated one")
  func correlation() throws {
    let n = 20_000
    for target in [-0.8, -0.2, 0.0, 0.35, 0.9] {
      let copula = try GaussianCopula(rankCorrelation: target)
      #expect(abs(copula.rankCorrelation - target) < 1e-9)
      var stream = RandomStream(StreamAddress(seed: 8, purpose: "copula"))
      let pairs = (0..<n).map { _ -> (Double, Double) in
        let u = stream.nextUniform()
        return (u, copula.partner(of: u, stream.nextUniform()))
      }
      // Spearman's correlation of uniforms is Pearson's.
      let product = pairs.reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) } / Double(n) * 12
      #expect(abs(product - target) < 4 / Double(n).squareRoot())
      let sorted = pairs.map(\.1).sorted()
      let distance = sorted.enumerated().reduce(0.0) {
        max($0, abs($1.element - (Double($1.offset) + 0.5) / Double(n)))
      }
      #expect(distance < 1.95 / Double(n).squareRoot())
    }
  }

  @Test("Independence passes the second number through, and one is comonotone")
  func limits() throws {
    #expect(GaussianCopula.independent.partner(of: 0.9, 0.123) == 0.123)
    let one = try GaussianCopula(normalCorrelation: 1)
    for u in [0.001, 0.3, 0.999] { #expect(abs(one.partner(of: u, 0.5) - u) < 1e-9) }
    #expect(throws: StochasticsError.self) { try GaussianCopula(rankCorrelation: 1.1) }
  }
}

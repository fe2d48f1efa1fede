import Documents
import Quantities
import Serving
import Stochastics

extension RequestReader {
  /// How requests arrive.
  func arrivals() -> Workload.Arrivals? {
    guard let process = requiredArgument("process")?.tabulatedName(of: "arrival process") else {
      return nil
    }
    refuseForeignArguments(of: process)
    switch process {
    case "closed":
      let thinkTime = law("think-time", as: Seconds.self)
      guard let clients = requiredArgument("clients")?.tabulatedCount(),
        (argument("think-time") == nil) == (thinkTime == nil)
      else { return nil }
      return .closed(clients: clients, thinkTime: thinkTime)
    case "trace":
      return trace().map { .listed($0) }
    default:
      let clock = self.clock()
      guard let process = renewal(process), let clock else { return nil }
      return .open(clock.profile.map(process.following) ?? process)
    }
  }

  /// Whether the requests are those of a file, which says how long they are.
  var isTrace: Bool { argument("process")?.node.text == "trace" }

  /// The section in which arrivals are stated: the class's own, or the workload's.
  private var place: String {
    name != nil && hasOwnArrivals ? "\(ScenarioKeys.named)\(name!).arrivals" : "workload.arrivals"
  }

  private func argument(_ key: String) -> ValueReader? { keys.stated("\(place).\(key)") }

  private func requiredArgument(_ key: String) -> ValueReader? { keys.required("\(place).\(key)") }

  private func words(_ key: String) -> String? {
    ScenarioKeys.key("workload.arrivals.\(key)")?.expected
  }

  private func law<Unit: DistributionUnit>(_ key: String, as unit: Unit.Type) -> Distribution? {
    RequestReader(keys: keys, name: hasOwnArrivals ? name : nil)
      .law("arrivals.\(key)", isRequired: false, as: unit)
  }

  /// Gaps at the mean rate, with bursts.
  private func renewal(_ process: String) -> ArrivalProcess? {
    let reader = requiredArgument("rate")
    guard
      let rate = reader?.quantity(
        as: RequestsPerSecond.self, in: RequestsPerSecond(1e-9)...RequestsPerSecond(1e6),
        words: words("rate"))
    else { return nil }
    do {
      switch process {
      case "poisson": return try .poisson(rate: rate)
      case "regular": return try .deterministic(rate: rate)
      case "gamma":
        guard let cv = requiredArgument("cv")?.tabulatedNumber() else { return nil }
        return try .gamma(rate: rate, cv: cv)
      case "weibull":
        guard let shape = requiredArgument("shape")?.tabulatedNumber() else { return nil }
        return try .weibull(rate: rate, shape: shape)
      default:
        guard let bursts = bursts() else { return nil }
        return try .poisson(rate: rate).modulated(by: bursts)
      }
    } catch {
      let problem = TextProblem(error)
      reader?.report(problem.message, expected: problem.expected, suggestion: problem.suggestion)
      return nil
    }
  }

  private func bursts() -> MarkovModulation? {
    let peak = requiredArgument("peak")?.tabulatedNumber()
    let reader = requiredArgument("busy")
    let share = reader?.tabulatedNumber()
    let length = requiredArgument("length")?.quantity(
      as: Seconds.self, in: Seconds(1e-6)...Seconds.year, words: words("length"))
    guard let peak, let share, let length else { return nil }
    guard peak * share <= 1 else {
      reader?.report(
        "bursts would bring more than all requests",
        expected: "at most \(UnitNotation.format(1 / peak)), one over the peak",
        suggestion: .advice("lower `peak` or `busy`"))
      return nil
    }
    do throws(StochasticsError) {
      return try .bursts(peak: peak, share: share, length: length)
    } catch {
      reader?.report("the bursts cannot be drawn: \(error)")
      return nil
    }
  }

  /// How the rate follows the clock; the outer optional is nil after a problem.
  private func clock() -> (profile: RateProfile?, Void)? {
    let before = keys.problems.count
    let hours = argument("hours").map { relativeRates(24, $0) }
    let days = argument("days").map { relativeRates(7, $0) }
    let start = argument("start")?.quantity(
      as: Seconds.self, in: .zero...Seconds.day * 7, words: words("start"))
    guard keys.problems.count == before else { return nil }
    if hours == nil, days == nil {
      argument("start")?.report(
        "nothing follows the clock", expected: "`hours` or `days` beside it",
        suggestion: .advice("add one of them, or remove `start`"))
      return keys.problems.count == before ? (nil, ()) : nil
    }
    do throws(StochasticsError) {
      var profile: RateProfile
      if let hours = hours?.flatMap(\.self) {
        profile = try RateProfile(
          points: hours.enumerated().map { (time: Seconds.hour * Double($0), rate: $1) },
          over: .day)
      } else {
        profile = try RateProfile(steps: [1], over: .day)
      }
      if let days = days?.flatMap(\.self) { profile = try profile.repeated(times: days) }
      return (profile.starting(at: start ?? .zero), ())
    } catch {
      (argument("hours") ?? argument("days"))?.report(
        "no rate follows from these: \(error)", expected: "numbers from 0 on, not all of them 0")
      return nil
    }
  }

  private func relativeRates(_ count: Int, _ reader: ValueReader) -> [Double]? {
    guard let rates = reader.list({ $0.number(in: 0...1e9) }) else { return nil }
    guard rates.count == count, rates.contains(where: { $0 > 0 }) else {
      reader.report(
        rates.count == count ? "all rates are 0" : "there are \(rates.count) rates",
        expected: "\(count) numbers from 0 on, not all of them 0")
      return nil
    }
    return rates
  }

  /// Reports arguments that the arrival process does not have, which would otherwise be ignored.
  private func refuseForeignArguments(of process: String) {
    guard var own = ArrivalWords.arguments[process] else { return }
    if own.contains("rate") { own += ArrivalWords.clock }
    for key in ArrivalWords.all where !own.contains(key) {
      argument(key)?.report(
        "\(process) arrivals have no \(key)", expected: own.joined(separator: ", "),
        suggestion: .advice("remove it, or choose another process"))
    }
  }

  /// The requests of a file, from one time to another and sped up.
  private func trace() -> RequestTrace? {
    let before = keys.problems.count
    func time(_ key: String) -> Seconds? {
      argument(key)?.quantity(
        as: Seconds.self, in: .zero...Seconds.year * 10, words: words(key))
    }
    let (from, until) = (time("from"), time("until"))
    let speed = argument("speed")?.tabulatedNumber()
    guard let file = requiredArgument("file"),
      let name = file.text(expected: words("file") ?? "a path"),
      keys.problems.count == before
    else { return nil }
    let read: RequestTrace
    do throws(Diagnostics) { read = try TraceFile.read(file.path(name)) } catch {
      for problem in error.all { keys.problems.add(Diagnostics(problem.told(by: file))) }
      return nil
    }
    var trace = read
    if from != nil || until != nil {
      trace = trace.window(from: from ?? .zero, until: until ?? trace.duration + Seconds(1))
    }
    if let speed { trace = trace.accelerated(by: speed) }
    guard trace.count > 0 else {
      (argument("until") ?? argument("from") ?? file).report(
        "no request of the trace lies there",
        expected: "times from 0 to \(UnitNotation.format(read.duration))")
      return nil
    }
    return trace
  }
}

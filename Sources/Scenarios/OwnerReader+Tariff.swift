import Documents
import Economics
import Quantities
import Serving
import Stochastics

extension OwnerReader {
  /// What is paid for energy by the hour and for peak power; nil after a problem.
  mutating func tariff(_ terms: OwnershipTerms, local: Double) -> ElectricityTariff? {
    let prices = USDollarsPerJoule.zero...USDollarsPerJoule(perKilowattHour: 5)
    let electricity = amount("electricity", terms.electricity * local, in: prices)
    let charge = keys.optional("owner.demand-charge")?.quantity(
      in: USDollarsPerWattSecond.zero...USDollarsPerWattSecond(perKilowattMonth: 1e5),
      notation: notation, words: ScenarioKeys.key("owner.demand-charge")?.expected)
    guard let electricity, let charge else { return nil }
    var timeOfUse: TimeOfUse?
    if let reader = keys.stated("owner.time-of-use") {
      if reader.node.text?.contains(",") == true {
        reader.report(
          "one text holds several entries", expected: "a list of hours with prices",
          suggestion: .advice("put it in brackets, such as [22-6 0.05 USD/kWh, 8.5-11 1.5 x]"))
        return nil
      }
      let items = reader.node.sequence == nil ? [reader] : reader.items() ?? []
      let bands = items.compactMap { band($0, electricity) }
      guard bands.count == items.count else { return nil }
      do throws(EconomicsError) {
        timeOfUse = try TimeOfUse(bands, load: workload?.hourlyLoad)
      } catch {
        reader.report("\(error)", expected: "hours that no other entry names")
        return nil
      }
      let mean = timeOfUse?.meanPrice(otherwise: electricity, followingLoad: true) ?? electricity
      note(
        "mean price of energy",
        UnitNotation.format(mean)
          + (workload?.hourlyLoad == nil
            ? ", drawn evenly over the day" : ", beyond idling by the hours of arrivals"))
    }
    do throws(EconomicsError) {
      return try ElectricityTariff(electricity, timeOfUse: timeOfUse, demandCharge: charge)
    } catch {
      keys.stated("owner")?.report("\(error)")
      return nil
    }
  }

  /// One entry, `22-6 0.05 USD/kWh` or `8.5-11 1.5 x`.
  private func band(_ reader: ValueReader, _ base: USDollarsPerJoule) -> TimeOfUse.Band? {
    let expected = "hours of the day with a price, such as 22-6 0.05 USD/kWh or 8.5-11 1.5 x"
    let notation = notation
    return reader.value(expected: expected) { text in
      let (hours, price) = try text.wordAndRest(expected: expected)
      let ends = hours.split(separator: "-").compactMap { Double($0) }
      guard ends.count == 2, hours.split(separator: "-").count == 2 else {
        throw TextProblem("\"\(hours)\" is no pair of hours", expected: expected)
      }
      let own: USDollarsPerJoule
      if price.hasSuffix("x") || price.hasSuffix("%") {
        own = base * (try UnitNotation().number(price))
      } else {
        own = try notation.parse(price, as: USDollarsPerJoule.self)
      }
      do throws(EconomicsError) {
        return try TimeOfUse.Band(from: ends[0], to: ends[1], price: own)
      } catch {
        throw TextProblem("\(error)", expected: expected)
      }
    }
  }
}

extension String {
  /// The first word, and what follows it.
  func wordAndRest(expected: String) throws(TextProblem) -> (word: String, rest: String) {
    let parts = split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard parts.count == 2 else {
      throw TextProblem("\"\(self)\" is one word", expected: expected)
    }
    return (String(parts[0]), parts[1].trimmingSpaces)
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Workload {
  /// The load of the 24 hours of a day over each other, the mean over all days; nil where no stream
  /// follows the clock, or where one does not say how much it brings.
  var hourlyLoad: [Double]? {
    var load = Array(repeating: 0.0, count: 24)
    var followsClock = false
    for stream in streams {
      guard case .open(let process) = stream.arrivals else { return nil }
      guard let profile = process.profile else {
        for hour in load.indices { load[hour] += process.rate.value }
        continue
      }
      followsClock = true
      let days = max(1, Int((profile.period / .day).rounded()))
      for hour in load.indices {
        for day in 0..<days {
          let start = Seconds.day * Double(day) + .hour * Double(hour) - profile.origin
          load[hour] +=
            process.rate.value * profile.meanRate(from: start, to: start + .hour) / Double(days)
        }
      }
    }
    return followsClock ? load : nil
  }
}

import Documents
public import ExportControl
import Hardware
import Quantities
import ReferenceData

/// The sale of the accelerators of a scenario, and the rules that it is held against.
public struct MachinePurchase: Sendable {
  public let deal: Deal
  public let item: ControlledItem
  public let book: RuleBook
}

extension ScenarioReader {
  /// The sale that the scenario states; nil after problems were reported, and nothing inside where none
  /// is stated.
  func purchase(of accelerator: Accelerator?) -> MachinePurchase?? {
    guard let reader = keys.stated("cluster.acquired") else {
      for key in ["country", "parent"] {
        keys.stated("cluster.\(key)")?.report(
          "no sale is stated that it would be part of", expected: "`cluster.acquired` beside it",
          suggestion: .advice("state the day of the sale, or remove the key"))
      }
      return .some(nil)
    }
    let date = reader.value(expected: "a date, such as 2024-06-01") { text throws(TextProblem) in
      do throws(CalendarDateError) { return try CalendarDate(text) } catch {
        throw TextProblem(error.problem, expected: error.expected)
      }
    }
    let before = problems.count
    let stated = country("cluster.country") ?? ownCountry
    let parent = country("cluster.parent") ?? stated
    guard let date, let accelerator, problems.count == before else { return nil }
    guard let destination = stated, let parent else {
      reader.report(
        "nobody says where the accelerators go", expected: "`cluster.country` beside it",
        suggestion: .advice("state a country, such as china"))
      return nil
    }
    do {
      let origin = try catalog.country(ofAccelerator: accelerator.name).map { Country($0) }
      return .some(
        MachinePurchase(
          deal: Deal(
            to: destination, headquarters: parent, on: date, from: origin ?? .unitedStates),
          item: try catalog.controlledItem(accelerator.name), book: try catalog.ruleBook()))
    } catch {
      reader.report(error)
      return nil
    }
  }

  /// The country of a key; nil where it is left out, or after its problem was reported.
  private func country(_ path: String) -> Country? {
    guard let reader = keys.stated(path), let word = reader.text(expected: "a country") else {
      return nil
    }
    do { return try catalog.country(word) } catch {
      reader.report(error)
      return nil
    }
  }

  /// The country that stands for the owner's region.
  private var ownCountry: Country? {
    switch keys.optional("owner.region")?.node.text {
    case "us": .unitedStates
    case "china": .china
    default: nil
    }
  }
}

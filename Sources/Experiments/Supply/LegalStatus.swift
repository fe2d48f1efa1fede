public import ExportControl
import Hardware
public import Quantities
public import ReferenceData
public import Scenarios

/// Whether a user may have the machines of a scenario on a date: stock, supply and law in one verdict,
/// for training and serving alike (Eq. 8.8).
///
/// The law asks about a sale of the accelerators on that date, to the owner's country, by their
/// vendor. What was bought before may go on running: rules on chips bind sales, and a stock that is at
/// hand passes whatever they say. Between free and denied stands the share of licences that are
/// granted and that the buyer's own government lets in.
public struct LegalStatus: Sendable {
  public enum Outcome: Sendable, Hashable {
    /// At hand, or sold without asking or after notice.
    case allowed
    /// Sold as far as licences are granted; nil where nobody can say how far.
    case licensed(chance: Double?)
    case denied
    /// A number that decides is unknown.
    case unknown
    /// Less than is needed is at hand or can be had.
    case lacking
  }

  public let outcome: Outcome
  public let date: CalendarDate
  public let buyer: Country
  public let determination: Determination
  /// Accelerators needed, and those at hand on the date; nil where no stock is stated.
  public let needed: Int
  public let atHand: Double?

  /// - Parameters:
  ///   - needed: accelerators.
  ///   - atHand: what the buyer has on the date; nil where nothing is stated, so that all is bought.
  ///   - obtainable: units that can still be bought by the date, such as the supply of a channel; nil
  ///     where nothing limits them.
  public init(
    of item: ControlledItem, needed: Int, atHand: Double? = nil, obtainable: Double? = nil,
    in deal: Deal, under book: RuleBook
  ) {
    var deal = deal
    let missing = max(0, Double(needed) - (atHand ?? 0))
    deal.quantity = max(1, missing)
    let determination = book.determination(of: item, in: deal)
    self.determination = determination
    date = deal.date
    buyer = deal.destination
    self.needed = needed
    self.atHand = atHand
    let ruling = determination.ruling
    if missing == 0 {
      outcome = .allowed
    } else if let obtainable, obtainable < missing {
      outcome = .lacking
    } else {
      let acceptance = ruling.terms.acceptance ?? 1
      switch ruling.outcome {
      case .free, .exception, .notice:
        outcome = acceptance < 1 ? .licensed(chance: acceptance) : .allowed
      case .licence, .prohibited:
        if !ruling.isDetermined, ruling.mildest.strictness < Outcome.firstLicence {
          outcome = .unknown
        } else if let granted = ruling.terms.grantRate {
          let chance = granted * acceptance
          outcome = chance > 0 ? .licensed(chance: chance) : .denied
        } else {
          outcome = acceptance > 0 ? .licensed(chance: nil) : .denied
        }
      }
    }
  }

  /// The status of a scenario's accelerators.
  ///
  /// - Parameters:
  ///   - buyer: the owner's country, where the machines stand too.
  ///   - headquarters: of the owner's ultimate parent; nil for the same country.
  ///   - needed: accelerators; nil for those of the scenario's fleet, or of its training run where it
  ///     serves nothing.
  /// - Throws: what the catalog lacks of the chip or its rules.
  public init(
    of scenario: Scenario, buyer: Country, headquarters: Country? = nil, on date: CalendarDate,
    needed: Int? = nil, atHand: Double? = nil, obtainable: Double? = nil, catalog: Catalog,
    book: RuleBook? = nil
  ) throws(CatalogError) {
    let name = scenario.accelerator.name
    let count =
      needed
      ?? (scenario.isServed
        ? scenario.accelerators(for: scenario.replicas) : scenario.training?.accelerators ?? 1)
    // A chip ships from where its vendor is at home.
    let origin = try catalog.country(ofAccelerator: name).map { Country($0) } ?? .unitedStates
    let rules: RuleBook
    if let book { rules = book } else { rules = try catalog.ruleBook() }
    self.init(
      of: try catalog.controlledItem(name), needed: count, atHand: atHand,
      obtainable: obtainable,
      in: Deal(to: buyer, headquarters: headquarters, on: date, from: origin), under: rules)
  }

  /// The country that stands for the region of an owner in the catalog: `us` or `china`.
  public static func country(ofRegion region: String) -> Country? {
    switch region {
    case "us": .unitedStates
    case "china": .china
    default: nil
    }
  }
}

extension LegalStatus.Outcome {
  /// Of rulings, the strictness from which a licence is asked for.
  fileprivate static let firstLicence = ExportControl.Outcome.licence(.approval).strictness
}

extension LegalStatus {
  /// Whether the machines may be had for sure.
  public var isAllowed: Bool { outcome == .allowed }

  /// The verdict with the rule, the figure and the threshold that decide it.
  public var sentence: String {
    if let atHand, atHand >= Double(needed) {
      return "\(needed) of \(UnitNotation.format(atHand, significantDigits: 3)) at hand on \(date)"
    }
    if outcome == .lacking { return "fewer than \(needed) can be had by \(date)" }
    let ruling = determination.ruling
    let place = "a sale to \(buyer) on \(date)"
    let rule = ruling.rule.map { " under \($0)" } ?? ""
    var text: String
    switch outcome {
    case .allowed: text = "\(place): \(ruling.outcome.title)\(rule)"
    case .licensed(let chance):
      text =
        "\(place): \(ruling.outcome.title)\(rule), "
        + (chance.map { "\(UnitNotation.format(percentage: $0)) granted and let in" }
          ?? "nobody can say how many are granted")
    case .denied: text = "\(place): \(ruling.outcome.title)\(rule)"
    case .unknown: text = "\(place): \(ruling.mildest.title) or \(ruling.outcome.title)\(rule)"
    case .lacking: text = place
    }
    if let decisive = determination.decisive, let figures = decisive.test.figures {
      text += " (\(decisive.finding.rule): \(figures))"
    }
    if !determination.isUSExport { text += "; no export under rules of the United States" }
    return text
  }

  /// What a verdict of training or serving says of it.
  public var checked: CheckedSubject {
    let outcome: CheckedSubject.Outcome =
      switch outcome {
      case .allowed: .passes
      case .licensed(let chance?): chance >= 1 ? .passes : .unknown
      case .licensed(nil), .unknown: .unknown
      case .denied, .lacking: .fails
      }
    return CheckedSubject(subject: .legal, outcome: outcome, reason: sentence)
  }
}

extension Finding.Test {
  /// The comparison with its margin; nil for what is none.
  fileprivate var figures: String? {
    guard case .comparison(let comparison, let value?) = subject, let margin else { return nil }
    func text(_ value: Double) -> String { comparison.measure.format(value) }
    let sign = margin >= 0 ? "+" : ""
    return
      "\(comparison.measure.title) \(text(value)) against \(text(comparison.threshold)), \(sign)"
      + UnitNotation.format(percentage: margin)
  }
}

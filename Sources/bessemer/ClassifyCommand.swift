import ArgumentParser
import ExportControl
import Quantities
import ReferenceData
import Tables

/// `bessemer classify`: what export rules say of a chip and a deal on a date, and by what margin.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what export rules make of a chip and a deal on a date, rule by rule.",
    discussion: """
      Chips are names of the catalog, or bare numbers: --tpp, --die-area, --dram, --io and \
      --data-centre, which also take the place of a catalog chip's own. Without --on the rules hold \
      as last known. Knowledge and ownership are not judged: see the lines under the table.
      """)

  @Argument(help: "Chips of the catalog, such as h20.")
  var chips: [String] = []

  @OptionGroup(title: "The deal") var deal: DealOptions
  @OptionGroup(title: "The chip by numbers") var numbers: ChipOptions
  @OptionGroup(title: "The rules") var rules: RuleOptions

  @Flag(help: "All chips of the catalog, with every date on which the answer changes.")
  var all = false

  @Flag(name: .customLong("near-misses"), help: "Only rules that catch or miss a chip by little.")
  var nearMisses = false

  @Option(parsing: .unconditional, help: "How little: 10% of the threshold.")
  var within: String = "10%"

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("Judge the deals of a CSV file instead.", valueName: "deals.csv"))
  var deals: String?

  @Option(help: "Print as table, json, csv or markdown.")
  var format: OutputFormat = .table

  func validate() throws {
    if deals != nil, all || !chips.isEmpty || numbers.isGiven {
      throw ValidationError("--from names chips in its file: leave out other chips and --all")
    }
    if all, !chips.isEmpty || numbers.isGiven {
      throw ValidationError("--all takes every chip: leave out names and numbers")
    }
    if deals == nil, !all, chips.isEmpty, !numbers.isGiven {
      throw ValidationError("name a chip, or give its --tpp; or --all, or --from deals.csv")
    }
    if chips.count > 1, numbers.isGiven {
      throw ValidationError("numbers take the place of one chip's own: name one chip")
    }
  }

  func run() throws {
    let (catalog, book) = try rules.book()
    let share = try self.share()
    do {
      if let deals {
        let batch = try DealsFile(path: deals, catalog: catalog, defaults: deal, book: book)
        return try batch.print(by: book, as: format)
      }
      let items =
        all
        ? try catalog.names(of: .accelerators).map { try catalog.controlledItem($0) }
        : try numbers.items(of: chips, in: catalog)
      let question = try deal.question(in: catalog, book: book)
      let survey = ClassifySurvey(items: items, question: question, book: book, catalog: catalog)
      // A report has it among its notes.
      if nearMisses || all || format != .table {
        question.knowledge.remarks(on: question.dates).forEach(StandardError.print)
      }
      if nearMisses {
        return try print(survey.nearMisses(within: share), else: survey.noNearMiss(within: share))
      }
      if all {
        return try print(question.datesAreStated ? survey.rulings() : survey.spells(), else: "")
      }
      try answer(survey)
    } catch let error as CatalogError {
      throw CatalogLoading.failure(error)
    }
  }

  private func print(_ table: Table, else nothing: String) throws {
    if format == .table, table.rows.isEmpty { return try StandardOutput.print(nothing) }
    try StandardOutput.print(table.text(as: format, width: StandardOutput.width))
  }

  /// Every chip on every date, with its reasons.
  private func answer(_ survey: ClassifySurvey) throws {
    if format != .table {
      return try StandardOutput.print(survey.findings().text(as: format))
    }
    var isFirst = true
    for item in survey.items {
      for date in survey.question.dates {
        let report = try ClassifyReport(
          item: item, deal: survey.question.deal(of: item, on: date), survey: survey)
        try StandardOutput.print((isFirst ? "" : "\n") + report.text(width: StandardOutput.width))
        isFirst = false
      }
    }
  }

  private func share() throws -> Double {
    let number = within.hasSuffix("%") ? String(within.dropLast()) : within
    guard let value = Double(number.split(separator: " ").joined()), value > 0 else {
      throw CommandFailure(
        status: .usage, "--within: \"\(within)\" is no share", expected: "such as 10% or 0.1")
    }
    let share = within.hasSuffix("%") ? value / 100 : value
    guard share <= 1 else {
      throw CommandFailure(
        status: .usage, "--within: \(within) is more than the threshold itself",
        expected: "a share of the threshold, such as 10%")
    }
    return share
  }
}

/// Which rules hold: those of the catalog, those of the user's, and how they differ from the law.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Add rules of your own: a catalog file.", valueName: "file"))
  var rules: [String] = []

  @Option(help: ArgumentHelp("A rule that is not there. May be given several times."))
  var without: [String] = []

  @Option(
    name: .customLong("with"),
    help: ArgumentHelp("A bill or switch that holds: p-gain, or p-gain@2026-06-01."))
  var including: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Another change: "r2023a begins 2022-10-21", "r2022 ends never", "r2023a.tpp from 4800 to \
      4000", "only r2022", "none". May be given several times.
      """))
  var change: [String] = []

  @Option(
    name: .customLong("catalog"),
    help: ArgumentHelp("Add a catalog file of your own.", valueName: "file"))
  var catalogFiles: [String] = []

  /// The catalog with the user's files, and the book as it is changed.
  func book() throws -> (catalog: Catalog, book: RuleBook) {
    let catalog = try CatalogLoading.catalog(adding: catalogFiles + rules)
    let book: RuleBook
    do { book = try catalog.ruleBook() } catch { throw CatalogLoading.failure(error) }
    var changes: [(words: String, change: RuleBookChange)] =
      without.map { ("--without \($0)", .without([$0])) }
    for text in including {
      let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
      changes.append(
        (
          "--with \(text)",
          try Self.change(
            parts.count == 2 ? "with \(parts[0]) from \(parts[1])" : "with \(text)",
            option: "--with")
        ))
    }
    for text in change {
      changes.append(("--change \"\(text)\"", try Self.change(text, option: "--change")))
    }
    let changed: RuleBook
    do throws(RuleError) { changed = try book.applyingStated(changes.map(\.change)) } catch {
      throw Self.failure(error, of: changes.map(\.words))
    }
    for (words, change) in changes where (try? book.applying([change]))?.rules == book.rules {
      StandardError.print("\(words): changes nothing, the rules are so already")
    }
    return (catalog, changed)
  }

  private static func change(_ text: String, option: String) throws -> RuleBookChange {
    do throws(RuleBookChangeError) { return try RuleBookChange(text) } catch {
      throw CommandFailure(
        status: .usage, "\(option): \(error.problem)", expected: error.expected,
        suggestion: error.suggestion)
    }
  }

  private static func failure(_ error: RuleError, of options: [String]) -> CommandFailure {
    switch error {
    case .unknownRule(let id, nil, let suggestion):
      return CommandFailure(
        status: .usage, "no rule is named \"\(id)\"",
        expected: "a name that `bessemer catalog list rules` shows", suggestion: suggestion)
    case .endsBeforeBeginning(let id, let begins, _):
      // The last that names the rule set the day.
      let option = options.last { $0.contains(id) } ?? "--change"
      return CommandFailure(
        status: .usage, "\(option): \(error.description)", expected: "a day from \(begins) on",
        fix: "say another day, or leave the rule out by --without \(id)")
    case .severalThresholds(let id, let measure, let values):
      return CommandFailure(
        status: .usage, error.description,
        expected: values.map {
          let number = UnitNotation.format($0 / measure.scale, significantDigits: nil)
          return "\"\(id).\(measure.rawValue) from \(number) to …\""
        }.joined(separator: ", or "))
    default: return CommandFailure(status: .usage, message: error.description)
    }
  }
}

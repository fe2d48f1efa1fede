import Documents
import ExportControl
import Quantities

/// Makes dated figures and products from entries, reporting what cannot be and where.
struct SupplyReader {
  let chips: [String]
  let products: [String]
  let figures: [String]
  let problems: DiagnosticCollector

  /// A figure by date.
  func figure(_ entry: CatalogEntry) -> DatedFigure {
    let record = entry.record
    let chance = record.number("zero-chance") ?? 0
    let law: DatedFigure.Law =
      switch record.text("law") {
      case "lognormal": .lognormal
      case "share": .share
      case "zero-inflated": .zeroInflated(chance: chance)
      default: .fixed
      }
    if case .zeroInflated = law, !(0..<0.5).contains(chance),
      let fact = record.fact("zero-chance")
    {
      report("the median would be none", at: fact, entry, "zero-chance", "less than 0.5")
    }
    var points: [DatedFigure.Point] = []
    for (index, row) in record.list("points").enumerated() {
      let path = "points[\(index)]"
      guard let dated = row.fact("period"), let fact = row.fact("value"),
        let value = fact.value.magnitude, let period = try? CalendarPeriod(dated.text)
      else { continue }
      if let last = points.last, period.first <= last.period.last {
        report(
          period.first < last.period.first
            ? "it comes after \(last.period.first), and is earlier" : "it overlaps the one before",
          at: dated, entry, "\(path).period", "a period after \(last.period.last)")
        continue
      }
      check(fact, value, law, entry, "\(path).value")
      points.append(
        DatedFigure.Point(
          period: period, value: value, interval: fact.interval,
          isForecast: row.flag("forecast") ?? false))
    }
    var correlations: [String: Double] = [:]
    for (index, row) in record.list("moves-with").enumerated() {
      guard let other = row.fact("figure"), let rank = row.number("rank") else { continue }
      known(other, among: figures, "figure", .flows, entry, "moves-with[\(index)].figure")
      correlations[other.text] = rank
    }
    return DatedFigure(
      name: entry.name, title: entry.title, unit: record.text("unit") ?? "", law: law,
      course: record.text("course").flatMap(DatedFigure.Course.init(rawValue:)) ?? .steps,
      points: points, correlations: correlations)
  }

  private func check(
    _ fact: Fact, _ value: Double, _ law: DatedFigure.Law, _ entry: CatalogEntry, _ path: String
  ) {
    if value < 0 {
      report("there cannot be less than none", at: fact, entry, path, "a value of at least zero")
      return
    }
    guard let interval = fact.interval else { return }
    switch law {
    case .fixed:
      report("a fixed figure has no range", at: fact, entry, path, "a law, or no range")
    case .lognormal where interval.lowerBound <= 0:
      report(
        "a lognormal law has no lower end at \(interval.lowerBound)", at: fact, entry, path,
        "a range above zero")
    case .share where interval.lowerBound <= 0 || interval.upperBound >= 1:
      report(
        "a share with a range lies between 0 and 1", at: fact, entry, path,
        "a range above 0 and below 1")
    case .zeroInflated where interval.lowerBound < 0:
      report("there cannot be less than none", at: fact, entry, path, "a range from zero on")
    case .lognormal, .share, .zeroInflated: break
    }
  }

  /// What must hold of a product beyond its single values.
  func check(product entry: CatalogEntry) {
    let record = entry.record
    if let chip = record.fact("chip") {
      known(chip, among: chips, "accelerator", .accelerators, entry, "chip")
    }
    if let silicon = record.fact("silicon") {
      known(silicon, among: products, "product", .products, entry, "silicon")
    }
    if let begin = date(record.fact("on-sale")), let fact = record.fact("until"),
      let end = date(fact), end < begin
    {
      report("it ends before it begins", at: fact, entry, "until", "\(begin) or later")
    }
    let isWorld = record.text("made-for") == SupplyProductRole.world.rawValue
    if !isWorld, let first = record.list("output").first?.fact("period") {
      report(
        "only products of the world market have output", at: first, entry, "output[0]",
        "`made-for: world`, or no output")
    }
    if record.text("made-for") == SupplyProductRole.domestic.rawValue, record.group("line") == nil,
      let fact = record.fact("made-for")
    {
      report("a domestic product needs its line", at: fact, entry, "made-for", "a key `line`")
    }
    inOrder(record.list("prices"), "from", "prices", entry)
    inOrder(record.list("output"), "period", "output", entry)
    if let line = record.group("line") {
      inOrder(line.list("wafer-share"), "from", "line.wafer-share", entry)
    }
    for (index, row) in record.list("output").enumerated() {
      let stated = ["units", "equivalents", "share"].filter { row.fact($0) != nil }
      if stated.count != 1, let fact = row.fact("period") {
        report(
          stated.isEmpty ? "no output is stated" : "output is stated twice", at: fact, entry,
          "output[\(index)]", "one of units, equivalents and share")
      }
    }
  }

  private func inOrder(
    _ rows: [Record], _ key: String, _ list: String, _ entry: CatalogEntry
  ) {
    var last: CalendarPeriod?
    for (index, row) in rows.enumerated() {
      guard let fact = row.fact(key), let period = try? CalendarPeriod(fact.text) else { continue }
      if let last, key == "period" ? period.first <= last.last : period.first <= last.first {
        report(
          period.first < last.first
            ? "it comes after \(last.first), and is earlier" : "it overlaps the one before",
          at: fact, entry, "\(list)[\(index)].\(key)", "a date after \(last.last)")
      }
      last = period
    }
  }

  private func date(_ fact: Fact?) -> CalendarDate? {
    fact.flatMap { try? CalendarPeriod($0.text).first }
  }

  private func known(
    _ fact: Fact, among names: [String], _ noun: String, _ kind: CatalogKind,
    _ entry: CatalogEntry, _ path: String
  ) {
    guard !names.contains(fact.text) else { return }
    problems.add(
      Diagnostic(
        at: fact.location, path: DocumentPath([.key(entry.name), .key(path)]),
        "no \(noun) is named \"\(fact.text)\"", found: fact.text,
        expected: "a name that `\(kind.listCommand)` shows",
        suggestion: NearestName.suggestion(for: fact.text, among: names).map { .name($0) }))
  }

  private func report(
    _ message: String, at fact: Fact, _ entry: CatalogEntry, _ path: String, _ expected: String
  ) {
    problems.add(
      Diagnostic(
        at: fact.location, path: DocumentPath([.key(entry.name), .key(path)]), message,
        found: fact.text, expected: expected))
  }
}

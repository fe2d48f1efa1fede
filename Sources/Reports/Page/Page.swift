internal import Tables

/// A report as the template of its page sees it: texts made safe, links made, nothing to decide.
struct Page {
  let title: HTMLText
  let question: [HTMLText]
  let answer: [HTMLText]
  let hasAnswer: Bool
  let verdicts: [PageVerdict]
  let hasVerdicts: Bool
  let validity: [PageValidity]
  let sections: [Section]
  let thresholds: [PageThreshold]
  let hasThresholds: Bool
  let assumptions: [HTMLText]
  let hasAssumptions: Bool
  let sources: [HTMLText]
  let hasSources: Bool
  let notModelled: [HTMLText]
  let hasNotModelled: Bool
  let provenance: [Fact]
  let hasProvenance: Bool
  let reading: [HTMLText]
  let style: HTMLText
  let script: HTMLText
  let policy: HTMLText

  struct Section {
    let number: Int
    let heading: HTMLText
    let blocks: [PageBlock]
  }

  /// A name and what it stands for.
  struct Fact {
    let name: HTMLText
    let value: HTMLText
  }

  init(_ report: Report, files: (String) -> [UInt8]?) {
    title = HTMLText(report.title)
    question = [report.question].compactMap(\.self).map { HTMLText($0) }
    answer = report.answer.map { HTMLText($0) }
    hasAnswer = !answer.isEmpty
    verdicts = report.verdicts.map(PageVerdict.init)
    hasVerdicts = !verdicts.isEmpty
    validity = [report.validity].compactMap(\.self).map(PageValidity.init)
    var numbering = PageBlock.Numbering()
    sections = report.sections.enumerated().map { index, section in
      Section(
        number: index + 1, heading: HTMLText(section.heading),
        blocks: section.blocks.map {
          PageBlock($0, under: section.heading, numbering: &numbering, files: files)
        })
    }
    thresholds = report.thresholds.map(PageThreshold.init)
    hasThresholds = !thresholds.isEmpty
    let names = report.sources.map(\.name)
    assumptions = report.assumptions.map { Self.text(of: $0, sources: names) }
    hasAssumptions = !assumptions.isEmpty
    sources = report.sources.enumerated().map { Self.text(of: $1, number: $0 + 1) }
    hasSources = !sources.isEmpty
    notModelled = report.notModelled.map { HTMLText($0) }
    hasNotModelled = !notModelled.isEmpty
    provenance = report.provenance.map(Self.facts) ?? []
    hasProvenance = !provenance.isEmpty
    reading = Self.notes(on: report).map { HTMLText($0) }
    style = HTMLText(markup: PageStyle.text)
    script = HTMLText(markup: PageScript.text)
    // Nothing is fetched from anywhere, and no script runs but the page's own.
    policy = HTMLText(
      markup: "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        + "script-src '\(PageScript.hash)'")
  }

  // MARK: Assumptions and sources

  /// The statement with its evidence, each source a link to its place below.
  private static func text(of assumption: Report.Assumption, sources: [String]) -> HTMLText {
    let cited = assumption.sources.map { name in
      guard let index = sources.firstIndex(of: name) else { return HTMLText(name).html }
      return "<a href=\"#source-\(index + 1)\">\(HTMLText(name))</a>"
    }
    let evidence = cited + [assumption.remark].compactMap(\.self).map { HTMLText($0).html }
    let statement = HTMLText(assumption.statement).html
    guard !evidence.isEmpty else { return HTMLText(markup: statement) }
    return HTMLText(
      markup: "\(statement) <span class=\"evidence\">[\(evidence.joined(separator: ", "))]</span>")
  }

  private static func text(of source: Report.Source, number: Int) -> HTMLText {
    let locator = source.locator.map { locator in
      let words = HTMLText(locator).html
      return source.link.map { "<a href=\"\(HTMLText($0))\">\(words)</a>" } ?? words
    }
    let parts = [HTMLText(source.description).html, locator ?? ""].filter { !$0.isEmpty }
    return HTMLText(
      markup: "<dt id=\"source-\(number)\">\(HTMLText(source.name))</dt>"
        + "<dd>\(parts.joined(separator: ", "))</dd>")
  }

  // MARK: Provenance

  private static func facts(of provenance: Provenance) -> [Fact] {
    [
      ("program", "bessemer \(provenance.programVersion)"), ("scenario", provenance.scenario),
      ("scenario hash", provenance.scenarioHash), ("data hash", provenance.dataHash),
      ("seed", "\(provenance.seed)"), ("replications", "\(provenance.replications)"),
    ].map { Fact(name: HTMLText($0.0), value: HTMLText($0.1)) }
  }

  // MARK: How to read

  /// What a reader needs to know of the notation, no more than the report uses.
  private static func notes(on report: Report) -> [String] {
    var notes = [
      "1.23 ± 0.06 is an estimate with the half-width of its 95 % interval: over independent runs, "
        + "or over draws of uncertain inputs where the text says so. As many digits are shown as the "
        + "interval supports. A number alone has no interval: it is computed in closed form, or seen "
        + "once.",
      "A range such as 0.68 to 1.5 is given by its two ends. Two results whose ratio may be 1 within "
        + "its interval are called indistinguishable.",
      "In tables, - is a value that does not exist there. The CSV beside each table has every digit.",
    ]
    if report.validity != nil {
      let grades = Validity.Grade.allCases.map {
        "\($0.rawValue): \($0.meaning.prefix(1).lowercased() + $0.meaning.dropFirst().dropLast())"
      }
      notes.append("Validity, from the firmest to the weakest: \(grades.joined(separator: "; ")).")
    }
    if !report.verdicts.isEmpty {
      notes.append(
        "Infeasible is a result, not an error: the cause is what binds first, the fix the smallest "
          + "change that lifts it.")
    }
    return notes
  }
}

/// Whether something can be done, told by word, sign and shape as well as colour.
struct PageVerdict {
  let subject: HTMLText
  let kind: HTMLText
  let word: HTMLText
  let sign: HTMLText
  let margin: [HTMLText]
  let cause: [HTMLText]
  let fix: [HTMLText]

  init(_ verdict: Verdict) {
    subject = HTMLText(verdict.subject)
    switch verdict.outcome {
    case .feasible(let words):
      (kind, word, sign) = (HTMLText("good"), HTMLText("Feasible"), HTMLText("✓"))
      margin = [words].compactMap(\.self).map { HTMLText($0) }
      (cause, fix) = ([], [])
    case .infeasible(let reason, let change):
      (kind, word, sign) = (HTMLText("bad"), HTMLText("Infeasible"), HTMLText("✗"))
      margin = []
      cause = [HTMLText(reason)]
      fix = [change].compactMap(\.self).map { HTMLText($0) }
    }
  }
}

struct PageValidity {
  let grade: HTMLText
  let meaning: HTMLText
  let reasons: [HTMLText]
  let hasReasons: Bool

  init(_ validity: Validity) {
    grade = HTMLText(validity.grade.rawValue)
    meaning = HTMLText(validity.grade.meaning)
    reasons = validity.reasons.map { HTMLText($0) }
    hasReasons = !reasons.isEmpty
  }
}

struct PageThreshold {
  let kind: HTMLText
  let word: HTMLText
  let sign: HTMLText
  let subject: HTMLText
  let condition: HTMLText
  let observed: HTMLText

  init(_ threshold: Report.Threshold) {
    switch threshold.outcome {
    case .passed: (kind, sign) = (HTMLText("good"), HTMLText("✓"))
    case .failed: (kind, sign) = (HTMLText("bad"), HTMLText("✗"))
    case .noData: (kind, sign) = (HTMLText("bad"), HTMLText("?"))
    }
    word = HTMLText(threshold.outcome.word)
    subject = HTMLText(threshold.subject ?? "-")
    condition = HTMLText(threshold.condition)
    observed = HTMLText(threshold.observed ?? "-")
  }
}

internal import Tables

extension Report {
  /// The report in GitHub-flavoured Markdown, the answer first.
  public var markdown: String {
    var blocks = ["# " + MarkdownText.escaped(title)]
    if let question { blocks.append("**Question.** " + MarkdownText.escaped(question)) }
    if !answer.isEmpty { blocks += ["## Answer", Self.list(answer)] }
    if !verdicts.isEmpty {
      blocks += ["## Can it run?", verdicts.map(\.markdown).joined(separator: "\n")]
    }
    if let validity { blocks.append(validity.markdown) }
    for section in sections {
      blocks.append("## " + MarkdownText.escaped(section.heading))
      blocks += section.blocks.flatMap { $0.markdown(under: section.heading) }
    }
    if !thresholds.isEmpty {
      blocks += ["## Thresholds", thresholds.map(\.markdown).joined(separator: "\n")]
    }
    if !assumptions.isEmpty {
      blocks += ["## Assumptions", Self.list(assumptions.map(\.sentence))]
    }
    if !sources.isEmpty { blocks += ["## Sources", Self.list(sources.map(\.sentence))] }
    if !notModelled.isEmpty { blocks += ["## Not modelled", Self.list(notModelled)] }
    if let provenance { blocks += ["---", MarkdownText.escaped(provenance.line)] }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  static func list(_ items: [String]) -> String {
    items.map { "- " + MarkdownText.escaped($0) }.joined(separator: "\n")
  }
}

extension Report.Block {
  /// - Parameter heading: What stands above; a table of that title does not say it again.
  func markdown(under heading: String) -> [String] {
    switch self {
    case .paragraph(let text): [MarkdownText.escaped(text)]
    case .list(let items): items.isEmpty ? [] : [Report.list(items)]
    case .table(let table):
      [String((table.title == heading ? table.untitled : table).markdown.dropLast())]
    case .figure(let figure): figure.markdown
    case .verdict(let verdict): [verdict.markdown]
    }
  }
}

extension Report.FigureReference {
  var markdown: [String] {
    var blocks = [String]()
    if let picture {
      blocks.append("![\(MarkdownText.escaped(title))](\(MarkdownText.link(picture)))")
    } else {
      blocks.append("**\(MarkdownText.escaped(title))** (not drawn)")
    }
    let links = files.map { file in
      let name = file.split(separator: "/").last.map(String.init) ?? file
      return "[\(MarkdownText.escaped(name))](\(MarkdownText.link(file)))"
    }
    let words = [MarkdownText.escaped(caption), links.joined(separator: ", ")]
    blocks.append(words.filter { !$0.isEmpty }.joined(separator: " "))
    return blocks.filter { !$0.isEmpty }
  }
}

extension Report.Assumption {
  var sentence: String {
    let evidence = (sources + [remark].compactMap(\.self)).filter { !$0.isEmpty }
    return evidence.isEmpty ? statement : "\(statement) [\(evidence.joined(separator: ", "))]"
  }
}

extension Report.Source {
  var sentence: String {
    "\(name): " + [description, locator ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension Report.Threshold {
  /// What it is of and what it asks.
  var sentence: String { subject.map { "\($0): \(condition)" } ?? condition }

  /// One item of a list.
  var markdown: String {
    let found = observed.map { ": \($0)" } ?? ""
    return "- **\(outcome.word).** " + MarkdownText.escaped(sentence + found)
  }
}

extension Report.Threshold.Outcome {
  var word: String {
    switch self {
    case .passed: "Passed"
    case .failed: "Failed"
    case .noData: "No data"
    }
  }
}

extension Verdict {
  /// One item of a list.
  var markdown: String {
    let subject = MarkdownText.escaped(subject)
    switch outcome {
    case .feasible(let margin):
      return "- **Feasible.** " + subject
        + (margin.map { ": " + MarkdownText.escaped($0) } ?? "")
    case .infeasible(let cause, let fix):
      return "- **Infeasible.** " + subject + "\n  - Cause: " + MarkdownText.escaped(cause)
        + (fix.map { "\n  - Fix: " + MarkdownText.escaped($0) } ?? "")
    }
  }
}

extension Validity {
  var markdown: String {
    let head = "**Validity: \(grade.rawValue).** \(grade.meaning)"
    return reasons.isEmpty ? head : head + "\n\n" + Report.list(reasons)
  }
}

public import Tables

/// What a run says, as values in the order in which people want it: the answer first.
///
/// Every text is plain; ``markdown`` and other forms add their own marks.
public struct Report: Sendable, Hashable {
  public var title: String
  public var question: String?
  /// Sentences that answer the question, the most important first.
  public var answer: [String]
  /// What can be run and what cannot, and why.
  public var verdicts: [Verdict]
  public var validity: Validity?
  public var sections: [Section]
  public var assumptions: [Assumption]
  /// What the model leaves out, so that nobody reads it into the answer.
  public var notModelled: [String]
  public var provenance: Provenance?

  public init(
    title: String, question: String? = nil, answer: [String] = [], verdicts: [Verdict] = [],
    validity: Validity? = nil, sections: [Section] = [], assumptions: [Assumption] = [],
    notModelled: [String] = [], provenance: Provenance? = nil
  ) {
    self.title = title
    self.question = question
    self.answer = answer
    self.verdicts = verdicts
    self.validity = validity
    self.sections = sections
    self.assumptions = assumptions
    self.notModelled = notModelled
    self.provenance = provenance
  }
}

extension Report {
  /// A heading and what stands below it.
  public struct Section: Sendable, Hashable {
    public var heading: String
    public var blocks: [Block]

    public init(_ heading: String, _ blocks: [Block]) {
      self.heading = heading
      self.blocks = blocks
    }
  }

  public enum Block: Sendable, Hashable {
    case paragraph(String)
    case list([String])
    case table(Table)
    case figure(FigureReference)
    case verdict(Verdict)
  }

  /// A picture in the text, by the files it has.
  public struct FigureReference: Sendable, Hashable {
    public var title: String
    public var caption: String
    /// Paths from the report to the files.
    public var files: [String]

    /// The figure as it came out, drawn or not.
    public init(_ figure: Figure, _ outcome: FigureOutcome) {
      title = figure.title
      caption = ([figure.caption] + figure.omissions).filter { !$0.isEmpty }
        .joined(separator: " ")
      files = outcome.files
    }

    /// The picture to show, if there is one: sharp at any size before a fixed one.
    public var picture: String? {
      files.first { $0.hasSuffix(".svg") } ?? files.first { $0.hasSuffix(".png") }
    }
  }

  /// Something taken as given, with where it comes from.
  public struct Assumption: Sendable, Hashable {
    public var statement: String
    public var citation: String?

    public init(_ statement: String, citation: String? = nil) {
      self.statement = statement
      self.citation = citation
    }
  }
}

/// Whether something can be done; if not, why, and the smallest change that would help.
public struct Verdict: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// - Parameter margin: What is left, such as "12 GB of 80 GB free".
    case feasible(margin: String?)
    case infeasible(cause: String, fix: String?)
  }

  /// What was asked, such as "Memory: DeepSeek-V3 on 8 × H100".
  public var subject: String
  public var outcome: Outcome

  public init(_ subject: String, _ outcome: Outcome) {
    self.subject = subject
    self.outcome = outcome
  }

  public var isFeasible: Bool {
    switch outcome {
    case .feasible: true
    case .infeasible: false
    }
  }
}

/// How far a result may be trusted, from the facts it rests on.
public struct Validity: Sendable, Hashable {
  /// From the firmest to the weakest.
  public enum Grade: String, Sendable, Hashable, CaseIterable {
    /// Measured on this hardware and engine.
    case calibrated
    /// Measured on a relative.
    case transferred
    /// Outside the range that was measured.
    case extrapolated
    /// Resting on announcements or guesses.
    case speculative
  }

  public var grade: Grade
  /// What keeps the result from a better grade.
  public var reasons: [String]

  public init(_ grade: Grade, because reasons: [String] = []) {
    self.grade = grade
    self.reasons = reasons
  }
}

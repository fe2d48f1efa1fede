public import Tables

/// What a run says, as values in the order in which people want it: the answer first.
///
/// Every text is plain; ``markdown``, ``html(picturesIn:)`` and other forms add their own marks.
/// ``json`` holds all of it, so that every form can be made again without a run.
public struct Report: Sendable, Hashable {
  public var title: String
  public var question: String?
  /// Sentences that answer the question, the most important first.
  public var answer: [String]
  /// What can be run and what cannot, and why.
  public var verdicts: [Verdict]
  public var validity: Validity?
  /// Figures and tables under their headings, figures first.
  public var sections: [Section]
  /// What the result was held against, each passed or failed.
  public var thresholds: [Threshold]
  public var assumptions: [Assumption]
  /// Where the assumptions come from, in full, each once.
  public var sources: [Source]
  /// What the model leaves out, so that nobody reads it into the answer.
  public var notModelled: [String]
  public var provenance: Provenance?

  public init(
    title: String, question: String? = nil, answer: [String] = [], verdicts: [Verdict] = [],
    validity: Validity? = nil, sections: [Section] = [], thresholds: [Threshold] = [],
    assumptions: [Assumption] = [], sources: [Source] = [], notModelled: [String] = [],
    provenance: Provenance? = nil
  ) {
    self.title = title
    self.question = question
    self.answer = answer
    self.verdicts = verdicts
    self.validity = validity
    self.sections = sections
    self.thresholds = thresholds
    self.assumptions = assumptions
    self.sources = sources
    self.notModelled = notModelled
    self.provenance = provenance
  }
}

extension Report {
  /// A heading and what stands below it.
  public struct Section: Sendable, Hashable, Codable {
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
  public struct FigureReference: Sendable, Hashable, Codable {
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

  /// A condition that the result was held against, such as `p99(time to first token) < 2 s`.
  public struct Threshold: Sendable, Hashable, Codable {
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
      case passed, failed
      /// Nothing was observed that could be held against it, which counts as failed.
      case noData = "no data"
    }

    public var condition: String
    /// Whose result it is, where there are several.
    public var subject: String?
    /// What was found, such as `1.63 ± 0.05 s`.
    public var observed: String?
    public var outcome: Outcome

    public init(
      _ condition: String, of subject: String? = nil, observed: String? = nil, _ outcome: Outcome
    ) {
      self.condition = condition
      self.subject = subject
      self.observed = observed
      self.outcome = outcome
    }
  }

  /// Something taken as given, with where it comes from.
  public struct Assumption: Sendable, Hashable, Codable {
    public var statement: String
    /// Names of ``Report/sources``.
    public var sources: [String]
    /// What else is to be said of where it comes from.
    public var remark: String?

    public init(_ statement: String, sources: [String] = [], remark: String? = nil) {
      self.statement = statement
      self.sources = sources
      self.remark = remark
    }
  }

  /// A publication, a data sheet, a filing.
  public struct Source: Sendable, Hashable, Codable {
    /// The name by which assumptions refer to it.
    public var name: String
    /// Author, title and date.
    public var description: String
    /// Where to find it: an arXiv number, a DOI, a site.
    public var locator: String?

    public init(_ name: String, _ description: String, locator: String? = nil) {
      self.name = name
      self.description = description
      self.locator = locator
    }
  }
}

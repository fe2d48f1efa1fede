internal import Tables

extension Report: Codable {
  private enum CodingKeys: String, CodingKey {
    case schema, title, question, answer, verdicts, validity, sections, thresholds, assumptions
    case sources, notModelled, provenance
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let schema = try values.decode(String.self, forKey: .schema)
    guard schema == Self.jsonSchema else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema, in: values,
        debugDescription: "found \"\(schema)\", expected \"\(Self.jsonSchema)\"")
    }
    self.init(
      title: try values.decode(String.self, forKey: .title),
      question: try values.decodeIfPresent(String.self, forKey: .question),
      answer: try values.decode([String].self, forKey: .answer),
      verdicts: try values.decode([Verdict].self, forKey: .verdicts),
      validity: try values.decodeIfPresent(Validity.self, forKey: .validity),
      sections: try values.decode([Section].self, forKey: .sections),
      thresholds: try values.decode([Threshold].self, forKey: .thresholds),
      assumptions: try values.decode([Assumption].self, forKey: .assumptions),
      sources: try values.decode([Source].self, forKey: .sources),
      notModelled: try values.decode([String].self, forKey: .notModelled),
      provenance: try values.decodeIfPresent(Provenance.self, forKey: .provenance))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.jsonSchema, forKey: .schema)
    try values.encode(title, forKey: .title)
    try values.encodeIfPresent(question, forKey: .question)
    try values.encode(answer, forKey: .answer)
    try values.encode(verdicts, forKey: .verdicts)
    try values.encodeIfPresent(validity, forKey: .validity)
    try values.encode(sections, forKey: .sections)
    try values.encode(thresholds, forKey: .thresholds)
    try values.encode(assumptions, forKey: .assumptions)
    try values.encode(sources, forKey: .sources)
    try values.encode(notModelled, forKey: .notModelled)
    try values.encodeIfPresent(provenance, forKey: .provenance)
  }
}

/// `{"kind": "table", "table": {…}}`: the kind names the one other key.
extension Report.Block: Codable {
  private enum Kind: String, CodingKey, Codable {
    case kind, paragraph, list, table, figure, verdict
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Kind.self)
    let kind = try values.decode(Kind.self, forKey: .kind)
    switch kind {
    case .kind:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: values, debugDescription: "\"kind\" is no kind of block")
    case .paragraph: self = .paragraph(try values.decode(String.self, forKey: kind))
    case .list: self = .list(try values.decode([String].self, forKey: kind))
    case .table: self = .table(try values.decode(Table.self, forKey: kind))
    case .figure: self = .figure(try values.decode(Report.FigureReference.self, forKey: kind))
    case .verdict: self = .verdict(try values.decode(Verdict.self, forKey: kind))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Kind.self)
    func put(_ kind: Kind, _ value: some Encodable) throws {
      try values.encode(kind, forKey: .kind)
      try values.encode(value, forKey: kind)
    }
    switch self {
    case .paragraph(let text): try put(.paragraph, text)
    case .list(let items): try put(.list, items)
    case .table(let table): try put(.table, table)
    case .figure(let figure): try put(.figure, figure)
    case .verdict(let verdict): try put(.verdict, verdict)
    }
  }
}

/// `{"subject": …, "feasible": true, "margin": …}`, or false with `cause` and `fix`.
extension Verdict: Codable {
  private enum CodingKeys: String, CodingKey {
    case subject, feasible, margin, cause, fix
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let subject = try values.decode(String.self, forKey: .subject)
    if try values.decode(Bool.self, forKey: .feasible) {
      self.init(
        subject, .feasible(margin: try values.decodeIfPresent(String.self, forKey: .margin)))
    } else {
      self.init(
        subject,
        .infeasible(
          cause: try values.decode(String.self, forKey: .cause),
          fix: try values.decodeIfPresent(String.self, forKey: .fix)))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(subject, forKey: .subject)
    try values.encode(isFeasible, forKey: .feasible)
    switch outcome {
    case .feasible(let margin): try values.encodeIfPresent(margin, forKey: .margin)
    case .infeasible(let cause, let fix):
      try values.encode(cause, forKey: .cause)
      try values.encodeIfPresent(fix, forKey: .fix)
    }
  }
}

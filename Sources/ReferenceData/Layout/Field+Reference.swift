extension Field {
  /// The keys of a citation.
  static let citation: [Field] = [
    Field("title", .text, "Title", required: true),
    Field("by", .text, "Author, vendor or publisher", required: true),
    Field("date", .text, "Date", required: true),
    Field("at", .text, "Where to find it"),
  ]

  /// The keys of a term in the glossary of metrics.
  static let metric: [Field] = [
    Field("title", .text, "Name", required: true),
    Field("unit", .text, "Unit", required: true),
    Field("definition", .text, "What is measured, from where to where", required: true),
    Field("formula", .text, "Formula"),
    Field("not", .text, "What it must not be mixed up with"),
  ]
}

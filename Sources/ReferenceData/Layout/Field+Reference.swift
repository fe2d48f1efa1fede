extension Field {
  /// The keys of a citation.
  static let citation: [Field] = [
    Field("title", .text, "Title", required: true),
    Field("by", .text, "Author, vendor or publisher", required: true),
    Field("date", .text, "Date", required: true),
    Field("at", .text, "Where to find it"),
  ]
}

extension Catalog {
  /// The mean tokens per step of a table of accepted drafts, at depths 1, 2, … as far as it goes
  /// without a gap.
  public func acceptedTokens(_ name: String) throws(CatalogError) -> [Double] {
    let record = try entry(name, kind: .acceptances).record
    var means: [Double] = []
    for row in record.list("tokens") {
      guard row.count("depth") == means.count + 1, let mean = row.number("mean") else { break }
      means.append(mean)
    }
    guard !means.isEmpty else {
      throw .incomplete(name, kind: .acceptances, missing: ["the mean at a depth of 1"])
    }
    return means
  }
}

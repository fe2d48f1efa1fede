import Documents
public import ExportControl
import Quantities

extension Catalog {
  /// The country of a name of the catalog, another name of it, or a code, in any case.
  ///
  /// - Throws: ``CatalogError/unknownName(_:kind:known:suggestion:)`` where none is so named.
  public func country(_ word: String) throws(CatalogError) -> Country {
    let book = try countryNames()
    if let found = book.byWord[word.lowercased()] { return found }
    throw .unknownName(
      word, kind: .countries, known: names(of: .countries).count,
      suggestion: NearestName.suggestion(for: word.lowercased(), among: book.words))
  }

  /// What people call a country; its code where the catalog does not know it.
  public func title(of country: Country) throws(CatalogError) -> String {
    try countryNames().titles[country] ?? country.code
  }

  struct CountryNames: Sendable {
    var byWord: [String: Country] = [:]
    /// In the order of the files.
    var words: [String] = []
    var titles: [Country: String] = [:]
  }

  func countryNames() throws(CatalogError) -> CountryNames {
    try remembered("country-names") { () throws(CatalogError) in
      var result = CountryNames()
      for entry in try entries(of: .countries) {
        guard let fact = entry.record.fact("code"), Country.isCode(fact.text) else {
          let place = entry.record.fact("code")?.location ?? entry.record.location
          throw .invalid(
            Diagnostics(
              Diagnostic(
                at: place, "this is no code of a country",
                found: entry.record.fact("code")?.text,
                expected: "two capital letters, such as CN (ISO 3166-1)")))
        }
        let country = Country(fact.text)
        result.titles[country] = entry.title
        for word in [entry.name, fact.text, entry.title] + entry.record.names("also") {
          let word = word.lowercased()
          if result.byWord.updateValue(country, forKey: word) == nil { result.words.append(word) }
        }
      }
      return result
    }
  }
}

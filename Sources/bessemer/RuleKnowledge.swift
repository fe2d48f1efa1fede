import ExportControl
import Quantities
import ReferenceData

/// The time of which the rules of a book speak: what they say of days before and after is a guess.
struct RuleKnowledge {
  /// The first day on which any rule binds.
  let first: CalendarDate
  /// The last day on which a rule was announced or looked up.
  let last: CalendarDate

  init(of book: RuleBook, in catalog: Catalog) throws {
    let announced = DealOptions.lastKnown(of: book)
    let looked = try catalog.entries(of: .rules).compactMap { entry in
      entry.record.firstEvidence.flatMap { try? CalendarDate($0.asOf) }
    }
    last = max(announced, looked.max() ?? announced)
    first = book.ruleDates.first ?? last
  }

  /// What a reader must know of answers on these days.
  func remarks(on dates: [CalendarDate]) -> [String] {
    var remarks: [String] = []
    if dates.contains(where: { $0 > last }) {
      remarks.append(
        "rules as known on \(last): what becomes law after that is not in the answer")
    }
    if dates.contains(where: { $0 < first }) {
      remarks.append(
        "the first of these rules binds from \(first): older controls are not among them")
    }
    return remarks
  }
}

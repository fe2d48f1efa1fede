import ComputeSupply
import Experiments
import ExportControl
import Quantities
import Scenarios

/// What can be known of a scenario of supply without running it.
struct SupplyCheck {
  let loaded: LoadedSupply
  /// Whether every value is printed with what set it.
  let isResolved: Bool

  func print(_ path: String) throws {
    let plan = loaded.question.built.plan
    if isResolved {
      for variant in loaded.variants {
        try StandardOutput.print(
          "# \(variant.alternative)\n" + variant.resolvedText(presets: []))
      }
    }
    let months = plan.programme.months
    let first = loaded.question.scenarios[0]
    try StandardOutput.print(
      """
      \(path): \(first.title)
        months        \(months[0]) to \(months[months.count - 1])
        draws         \(first.draws) of \(plan.inputs.count) uncertain inputs
        products      \(plan.programme.products.count)
      """)
    for (alternative, book) in zip(plan.alternatives, loaded.question.built.books) {
      let span = months[0].firstDay...months[months.count - 1].lastDay
      let binding = book.rules.count { rule in
        rule.isOn && rule.binding.map { $0 <= span.upperBound } ?? false
          && rule.last.map { last in
            last >= span.lowerBound && rule.binding.map { $0 <= last } ?? true
          } ?? true
      }
      let redesigns = alternative.redesigns.map(\.product)
      try StandardOutput.print(
        "  \(alternative.name): \(binding) rules bind"
          + (redesigns.isEmpty
            ? "" : "; vendors would design \(redesigns.joined(separator: ", "))"))
    }
  }
}

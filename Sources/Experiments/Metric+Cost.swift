extension Metric {
  public static let costPerHour = Metric(
    "cost.accelerator-hour", "USD/h", "cost of an accelerator-hour",
    "Capital, duty, facility, energy, peak power, operations and rent of one available accelerator, "
      + "less subsidies; with the memory that keeps caches, where it is charged.")
  public static let hourCapital = hourTerm(
    "capital", "The purchase before duty and subsidy, with spares, recovered over its life.")
  public static let hourDuty = hourTerm("duty", "Duty on the purchase, recovered like it.")
  public static let hourSubsidy = hourTerm(
    "subsidy", "What others pay of the purchase, as a negative cost.")
  public static let hourFacility = hourTerm("facility", "Space, cooling and feed, on nameplate.")
  public static let hourEnergy = hourTerm(
    "energy",
    "Power drawn in each phase, with cooling; that of machines in repair is paid too (Eq. 9.6).")
  public static let hourDemand = hourTerm(
    "demand", "The charge on peak power: that of the hungriest phase that takes any time.")
  public static let hourOperations = hourTerm("operations", "People and maintenance.")
  public static let hourMemory = hourTerm(
    "cache-memory", "Host memory and storage that keep prefix caches, where they have a price.")
  public static let hourRent = hourTerm(
    "rent", "The rental price with extras; of one that changes, the mean over the years paid.")

  private static func hourTerm(_ word: String, _ meaning: String) -> Metric {
    Metric(
      "cost.hour-\(word)", "USD/h", "  of which \(word.replacing("-", with: " "))",
      meaning + " Per available accelerator-hour.")
  }

  public static let costUncachedInput = Metric(
    "cost.uncached-input", "USD/Mtok", "cost of uncached input",
    "Dollars allocated to prompt tokens that were computed.")
  public static let costCachedInput = Metric(
    "cost.cached-input", "USD/Mtok", "cost of cached input",
    "Dollars allocated to prompt tokens found in a cache: the time attention spends on them, and "
      + "the memory that keeps them between requests where `owner.host-memory` or "
      + "`owner.cache-storage` states its price; else that memory is not charged.")
  public static let costOutput = Metric(
    "cost.output", "USD/Mtok", "cost of output", "Dollars allocated to generated tokens.")
  public static let costBlended = Metric(
    "cost.blended", "USD/Mtok", "cost, blended",
    "All dollars over all tokens: uncached input, cached input and output.")

  public static let marginalUncachedInput = marginal("uncached-input", "uncached input")
  public static let marginalCachedInput = marginal("cached-input", "cached input")
  public static let marginalOutput = marginal("output", "output")
  public static let marginalBlended = marginal("blended", "all tokens")

  private static func marginal(_ name: String, _ words: String) -> Metric {
    Metric(
      "cost.marginal-\(name)", "USD/Mtok", "marginal cost of \(words)",
      "What the tokens add to the cost of machines that are held anyway: the energy of the time spent "
        + "on them beyond that of idling, and the operations that grow with work (Eq. 9.14). The floor "
        + "of what tokens of a batch tier on spare capacity may be sold for; capital, space, peak power "
        + "and idle draw are sunk. It is what a stream causes and does not follow `owner.allocation`, "
        + "which may give a stream less than that. Of owned machines.")
  }

  public static let costPerTask = Metric(
    "cost.per-task", "USD", "cost of a task done",
    "Tokens of an attempt at their costs, times the attempts expected, 1 / success rate.")
  public static let costPerQualityPoint = Metric(
    "cost.per-quality-point", "USD/Mtok", "cost per point of quality",
    "Cost of a million tokens, blended, over the points of a hundred that the model has on the "
      + "benchmark named in the scenario.")

  /// In the order of tables.
  static let ofCost: [Metric] = [
    costPerHour, hourCapital, hourDuty, hourSubsidy, hourFacility, hourEnergy, hourDemand,
    hourOperations, hourMemory, hourRent, costUncachedInput, costCachedInput, costOutput,
    costBlended, marginalUncachedInput, marginalCachedInput, marginalOutput, marginalBlended,
    costPerTask, costPerQualityPoint,
  ]
}

/// Where the stacks of memory for the target's own packages come from.
///
///     stock += imports (while the rules let them in) + pulled forward + covert + domestic
///     domestic = wafer starts · stacks per wafer · yield
public struct MemorySupply: Sendable, Hashable {
  /// Stacks in stock at the beginning.
  public var initialStacks: Double
  /// Stacks that would be imported per month without a rule.
  public var imports: MonthlySeries
  /// Stacks imported in all between announcement and effect of the rule that stops imports, on top.
  public var pullForward: Double
  /// Stacks that arrive per month past the rules, once there is one.
  public var covertImports: MonthlySeries
  /// Wafers of 300 mm started per month for stacks at home.
  public var waferStarts: MonthlySeries
  /// Stacks that a wafer would give with a yield of 1.
  public var stacksPerWafer: Double
  /// Share of those that are good, by the month of the start.
  public var stackYield: MonthlySeries
  /// Months from wafer start to good stack.
  public var waferMonths: Double

  public init(
    initialStacks: Double, imports: MonthlySeries, pullForward: Double = 0,
    covertImports: MonthlySeries, waferStarts: MonthlySeries, stacksPerWafer: Double,
    stackYield: MonthlySeries, waferMonths: Double = 0
  ) throws(SupplyError) {
    self.initialStacks = initialStacks
    self.imports = imports
    self.pullForward = pullForward
    self.covertImports = covertImports
    self.waferStarts = waferStarts
    self.stacksPerWafer = stacksPerWafer
    self.stackYield = stackYield
    self.waferMonths = waferMonths
    try validate(months: imports.count)
  }

  func validate(months: Int) throws(SupplyError) {
    let series = [
      ("imports", imports, ClosedRange.finiteAmounts),
      ("covertImports", covertImports, .finiteAmounts),
      ("waferStarts", waferStarts, .finiteAmounts), ("stackYield", stackYield, .shares),
    ]
    for (label, values, allowed) in series {
      guard values.count == months else {
        throw .wrongLength(input: "memory.\(label)", months: values.count, expected: months)
      }
      try SupplyError.require(values, in: allowed, "memory.\(label)")
    }
    try SupplyError.require(initialStacks, in: .finiteAmounts, "memory.initialStacks")
    try SupplyError.require(pullForward, in: .finiteAmounts, "memory.pullForward")
    try SupplyError.require(stacksPerWafer, in: .finiteAmounts, "memory.stacksPerWafer")
    try SupplyError.require(waferMonths, in: .finiteAmounts, "memory.waferMonths")
  }
}

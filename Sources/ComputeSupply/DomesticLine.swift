/// A line of the target's own industry, from wafer starts to packages.
///
/// A month's packages are
///
///     min( dies / diesPerPackage, stacks / stacksPerPackage, packagingStarts ) · packagingYield
///
/// with the dies those of the wafers that left the foundry, of the bank, and those left over;
/// packages that fail have spent their dies and their memory.
public struct DomesticLine: Sendable, Hashable {
  /// The product it makes.
  public let product: String
  /// Wafers of 300 mm started per month for this product.
  public var waferStarts: MonthlySeries
  /// Area of one die, mm².
  public var dieArea: Double
  /// Defects per cm², by the month of the start.
  public var defectDensity: MonthlySeries
  public var yieldModel: YieldModel
  /// Share of faulty dies that a lower bin of the same product uses.
  public var salvage: Double
  public var diesPerPackage: Int
  /// Memory stacks in one package.
  public var stacksPerPackage: Double
  public var packagingYield: MonthlySeries
  /// Packages that can be started per month; infinite for no limit.
  public var packagingStarts: MonthlySeries
  /// Good dies in stock at the beginning, wherever they were made.
  public var dieBank: Double
  /// The most dies of that stock used per month.
  public var bankRelease: MonthlySeries
  /// Months from wafer start to good die.
  public var waferMonths: Double
  /// Months from packaging start to delivery.
  public var packagingMonths: Double

  public init(
    product: String, waferStarts: MonthlySeries, dieArea: Double, defectDensity: MonthlySeries,
    yieldModel: YieldModel, salvage: Double = 0, diesPerPackage: Int, stacksPerPackage: Double,
    packagingYield: MonthlySeries, packagingStarts: MonthlySeries, dieBank: Double = 0,
    bankRelease: MonthlySeries, waferMonths: Double, packagingMonths: Double
  ) throws(SupplyError) {
    self.product = product
    self.waferStarts = waferStarts
    self.dieArea = dieArea
    self.defectDensity = defectDensity
    self.yieldModel = yieldModel
    self.salvage = salvage
    self.diesPerPackage = diesPerPackage
    self.stacksPerPackage = stacksPerPackage
    self.packagingYield = packagingYield
    self.packagingStarts = packagingStarts
    self.dieBank = dieBank
    self.bankRelease = bankRelease
    self.waferMonths = waferMonths
    self.packagingMonths = packagingMonths
    try validate(months: waferStarts.count)
  }

  func validate(months: Int) throws(SupplyError) {
    let series = [
      ("waferStarts", waferStarts, ClosedRange.finiteAmounts),
      ("defectDensity", defectDensity, .finiteAmounts),
      ("packagingYield", packagingYield, .shares), ("packagingStarts", packagingStarts, .limits),
      ("bankRelease", bankRelease, .limits),
    ]
    for (label, values, allowed) in series {
      guard values.count == months else {
        throw .wrongLength(input: "\(product).\(label)", months: values.count, expected: months)
      }
      try SupplyError.require(values, in: allowed, "\(product).\(label)")
    }
    try SupplyError.require(dieArea, in: 1...WaferGeometry.largestDie, "\(product).dieArea")
    try SupplyError.require(salvage, in: .shares, "\(product).salvage")
    try SupplyError.require(Double(diesPerPackage), in: 1...64, "\(product).diesPerPackage")
    try SupplyError.require(stacksPerPackage, in: .finiteAmounts, "\(product).stacksPerPackage")
    try SupplyError.require(dieBank, in: .finiteAmounts, "\(product).dieBank")
    try SupplyError.require(waferMonths, in: .finiteAmounts, "\(product).waferMonths")
    try SupplyError.require(packagingMonths, in: .finiteAmounts, "\(product).packagingMonths")
  }
}

/// A course of policy: the rules as a table, what else it changes, and which redesigns it provokes.
public struct SupplyAlternative: Sendable {
  /// A product that its maker designs because a rule stops another.
  public struct Redesign: Sendable, Hashable {
    /// The name of the redesigned product, whose availability is ``SupplyProduct/Availability/redesign``.
    public let product: String
    /// When the rule stops the other one, in months since the programme's first; the redesign is
    /// sold ``SupplyProgramme/redesignMonths`` later.
    public let deniedAt: Double

    public init(product: String, deniedAt: Double) {
      self.product = product
      self.deniedAt = deniedAt
    }
  }

  public let name: String
  public let table: DeterminationTable
  public let redesigns: [Redesign]
  /// What it changes in the programme, after the draw.
  public let change: @Sendable (inout SupplyProgramme) -> Void

  public init(
    name: String, table: DeterminationTable, redesigns: [Redesign] = [],
    change: @escaping @Sendable (inout SupplyProgramme) -> Void = { _ in }
  ) {
    self.name = name
    self.table = table
    self.redesigns = redesigns
    self.change = change
  }
}

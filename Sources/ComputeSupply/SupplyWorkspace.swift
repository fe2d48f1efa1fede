internal import EventKernel

/// The memory of one thread for runs of a plan, one after another.
public struct SupplyWorkspace: ~Copyable {
  var system: SupplySystem
  /// Whether histories have events: what was refused, delayed, diverted, redesigned, given back.
  public var isLogging = false

  /// Room for runs of a plan, and of no other.
  public init(_ plan: SupplyPlan) {
    system = SupplySystem(plan)
  }
}

extension SupplyPlan {
  /// Simulates one draw of every alternative in their order, the reference first, and shows each
  /// history while it is in memory.
  ///
  /// The same values give the same histories, whatever ran before in the workspace.
  /// - Parameters:
  ///   - values: of the inputs, in the plan's order; see ``draws(_:seed:method:)``.
  ///   - workspace: made for this plan.
  ///   - body: the index of the alternative and its history.
  /// - Throws: ``SupplyError`` where drawn values together make the programme impossible; what the
  ///   body throws.
  public func run(
    _ values: [Double], in workspace: inout SupplyWorkspace,
    body: (_ alternative: Int, _ history: borrowing SupplyHistory) throws -> Void
  ) throws {
    let drawn = try drawn(values)
    for index in alternatives.indices {
      try simulate(index, drawn: drawn, in: &workspace)
      try body(index, workspace.system.history)
    }
  }

  /// The history of one alternative with every input at its central value, with events.
  public func centralHistory(of alternative: Int) throws(SupplyError) -> SupplyHistory {
    var workspace = SupplyWorkspace(self)
    workspace.isLogging = true
    try simulate(0, drawn: programme, in: &workspace)
    if alternative != 0 { try simulate(alternative, drawn: programme, in: &workspace) }
    return workspace.system.history
  }

  /// The programme with the values of a draw.
  ///
  /// - Throws: ``SupplyError`` where they make it impossible.
  public func drawn(_ values: [Double]) throws(SupplyError) -> SupplyProgramme {
    precondition(
      values.count == inputs.count, "\(values.count) values of \(inputs.count) inputs")
    var drawn = programme
    for (input, value) in zip(inputs, values) { input.apply(value, &drawn) }
    try drawn.validate(after: programme)
    return drawn
  }

  private func simulate(
    _ index: Int, drawn: SupplyProgramme, in workspace: inout SupplyWorkspace
  ) throws(SupplyError) {
    let alternative = alternatives[index]
    var changed = drawn
    alternative.change(&changed)
    try changed.validate(after: drawn)
    workspace.system.isLogging = workspace.isLogging
    workspace.system.begin(changed, rules: rules[index], isReference: index == 0)
    var system = SupplySystem(idle: rules[index])
    swap(&system, &workspace.system)
    var simulation = Simulation(system, observer: Unobserved<Never>())
    let redesigns = alternative.redesigns.map { redesign in
      (
        product: changed.products.firstIndex { $0.name == redesign.product }!,
        place: redesign.deniedAt + changed.redesignMonths
      )
    }
    var beginning: [(SupplyStep, Instant)] = []
    simulation.model.scheduleBeginning(redesigns: redesigns) { beginning.append(($0, $1)) }
    for (step, instant) in beginning { simulation.schedule(step, at: instant) }
    simulation.run()
    swap(&simulation.model, &workspace.system)
  }
}

public import ComputeSupply
import ExportControl
import OutputAnalysis
import Quantities
import Stochastics

/// Runs the draws of a supply plan on all cores and measures every alternative at the ends of
/// quarters, under common random numbers.
public struct SupplyStudy: Sendable {
  public let plan: SupplyPlan
  public let weights: SupplyWeights
  let metrics: SupplyMetrics
  /// What stocks can do, by alternative; empty where nothing is asked of them.
  let capabilities: [SupplyCapability]
  public let draws: Int
  public let seed: UInt64
  /// Months at whose end figures are taken.
  let sampled: [Int]

  init(
    plan: SupplyPlan, weights: SupplyWeights, capabilities: [SupplyCapability] = [],
    draws: Int,
    seed: UInt64
  ) {
    precondition(draws > 0, "\(draws) draws")
    self.plan = plan
    self.weights = weights
    self.draws = draws
    self.seed = seed
    precondition(
      capabilities.isEmpty || capabilities.count == plan.alternatives.count,
      "\(capabilities.count) capabilities")
    self.capabilities = capabilities
    metrics = SupplyMetrics(
      unit: weights.unit, products: plan.programme.products.map(\.name),
      hasDemand: !capabilities.isEmpty)
    let months = plan.programme.months
    sampled = (0..<months.count).filter {
      months[$0].month.isMultiple(of: 3) || $0 == months.count - 1
    }
  }

  /// Draws that one thread takes at a time.
  private static let blockSize = 32

  /// The figures that it measures.
  public var measured: [SupplyMetric] { metrics.all }

  public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

  /// - Throws: what a draw makes impossible, with the input that it lies in.
  public func run(
    jobs: Int, progress: @escaping Progress = { _, _ in }
  ) throws -> SupplyResult {
    let values = try plan.draws(draws, seed: seed)
    let blocks = (draws + Self.blockSize - 1) / Self.blockSize
    let counter = ProgressCounter(.running, total: blocks) { _, done, total in
      progress(done, total)
    }
    let found = parallelMap(blocks, jobs: jobs) { block in
      defer { counter.advance() }
      let own = block * Self.blockSize..<min(draws, (block + 1) * Self.blockSize)
      return Result { try observe(own.map { values[$0] }) }
    }
    let gathered = try found.map { try $0.get() }
    return try result(of: gathered, jobs: jobs)
  }

  /// What some draws gave.
  private struct Block: Sendable {
    let draws: Int
    /// By alternative, then by date, metric and draw.
    var values: [[Float]]
    /// By alternative, then by date and constraint.
    var domestic: [[Int]]
    var imports: [[Int]]
  }

  private func observe(_ rows: [[Double]]) throws -> Block {
    let count = plan.alternatives.count
    let domestic = DomesticConstraint.allCases.count
    let imports = ImportConstraint.allCases.count
    var block = Block(
      draws: rows.count,
      values: Array(
        repeating: Array(repeating: .nan, count: sampled.count * metrics.all.count * rows.count),
        count: count),
      domestic: Array(
        repeating: Array(repeating: 0, count: sampled.count * domestic), count: count),
      imports: Array(repeating: Array(repeating: 0, count: sampled.count * imports), count: count))
    var workspace = SupplyWorkspace(plan)
    for (draw, row) in rows.enumerated() {
      let asked = try capabilities.map { try $0.asked(in: row) }
      try plan.run(row, in: &workspace) { alternative, own in
        let history = copy own
        var moment = SupplyMoment(
          history, weights, asked: asked.isEmpty ? nil : asked[alternative])
        for (place, month) in sampled.enumerated() {
          moment.move(to: month)
          metrics.write(
            moment, to: &block.values[alternative],
            at: place * metrics.all.count * rows.count + draw, step: rows.count)
          let line = history.domesticConstraint(in: month)
          block.domestic[alternative][place * domestic + Int(line.rawValue)] += 1
          let bound = Int(history.importConstraint[month].rawValue)
          block.imports[alternative][place * imports + bound] += 1
        }
      }
    }
    return block
  }

  private func result(of found: [Block], jobs: Int) throws -> SupplyResult {
    var blocks = found
    let months = plan.programme.months
    let dates = sampled.map { months[$0].lastDay }
    let events = try medianEvents()
    let alternatives = plan.alternatives.indices.map { index -> SupplyResult.Alternative in
      let series = series(of: index, in: blocks, dates: dates, jobs: jobs)
      // Half of the memory: the series have the values now.
      for place in blocks.indices { blocks[place].values[index] = [] }
      func shares(_ counts: (Block) -> [Int], _ cases: Int) -> [[Double]] {
        dates.indices.map { date in
          (0..<cases).map { place in
            let sum = blocks.reduce(0) { $0 + counts($1)[date * cases + place] }
            return Double(sum) / Double(draws)
          }
        }
      }
      return SupplyResult.Alternative(
        name: plan.alternatives[index].name, series: series,
        domesticConstraints: shares({ $0.domestic[index] }, DomesticConstraint.allCases.count),
        importConstraints: shares({ $0.imports[index] }, ImportConstraint.allCases.count),
        events: events[index])
    }
    let (metric, tornados) = try tornados(jobs: jobs)
    return SupplyResult(
      dates: dates, alternatives: alternatives, metrics: metrics.all, draws: draws,
      start: months[0], products: plan.programme.products.map(\.name), tornados: tornados,
      tornadoMetric: metric)
  }

  /// The figures of an alternative, gathered from all draws.
  private func series(
    of alternative: Int, in blocks: [Block], dates: [CalendarDate], jobs: Int
  ) -> [SupplySeries] {
    let count = metrics.all.count
    return parallelMap(count, jobs: jobs) { metric in
      var values = [Float](repeating: .nan, count: dates.count * draws)
      var first = 0
      values.withUnsafeMutableBufferPointer { values in
        for block in blocks {
          block.values[alternative].withUnsafeBufferPointer { own in
            for date in dates.indices {
              let (from, to) = ((date * count + metric) * block.draws, date * draws + first)
              for draw in 0..<block.draws { values[to + draw] = own[from + draw] }
            }
          }
          first += block.draws
        }
      }
      return SupplySeries(metrics.all[metric], dates: dates, draws: draws, values: values)
    }
  }

  /// The inputs at given levels of their distributions.
  private func row(_ levels: [Double]) -> [Double] {
    zip(plan.inputs, levels).map { $0.distribution.quantile($1) }
  }

  private func medianEvents() throws -> [[SupplyEvent]] {
    var workspace = SupplyWorkspace(plan)
    workspace.isLogging = true
    var events = Array(repeating: [SupplyEvent](), count: plan.alternatives.count)
    try plan.run(row(Array(repeating: 0.5, count: plan.inputs.count)), in: &workspace) {
      events[$0] = $1.events
    }
    return events
  }

  /// What each input alone does to the stock of the importing country at the end.
  private func tornados(jobs: Int) throws -> (SupplyMetric?, [Tornado]) {
    guard !plan.inputs.isEmpty else { return (nil, []) }
    let name = "target.stock.\(weights.unit.rawValue)"
    guard let place = metrics.all.firstIndex(where: { $0.name == name }), let last = sampled.last
    else { return (nil, []) }
    let rows = Tornado.rows(inputs: plan.inputs.count)
    let found = parallelMap(rows.count, jobs: jobs) { index in
      Result {
        var workspace = SupplyWorkspace(plan)
        var outcomes = Array(repeating: 0.0, count: plan.alternatives.count)
        try plan.run(row(rows[index]), in: &workspace) { alternative, history in
          var moment = SupplyMoment(copy history, weights)
          moment.move(to: last)
          outcomes[alternative] = metrics.value(place, moment)
        }
        return outcomes
      }
    }
    let outcomes = try found.map { try $0.get() }
    let tornados = plan.alternatives.indices.compactMap { alternative in
      Tornado(
        inputs: plan.inputs.map(\.name),
        outputs: outcomes.map { $0[alternative].isNaN ? [] : [$0[alternative]] })
    }
    return (metrics.all[place], tornados)
  }
}

extension SupplyHistory {
  /// What bound the domestic line that made most in a month.
  fileprivate func domesticConstraint(in month: Int) -> DomesticConstraint {
    guard lines > 0 else { return .idle }
    let own = domestic[month * lines..<(month + 1) * lines]
    return own.max { $0.packagesStarted < $1.packagesStarted }?.constraint ?? .idle
  }
}

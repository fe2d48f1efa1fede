import EventKernel
import Quantities
import Stochastics

/// A training run as a discrete-event system: failures, repairs and planned stops are events.
///
/// Steps and checkpoints follow one another by rule until something happens, so they are no events:
/// at each event the system first catches up with its course. A run of 54 days has thousands of
/// events and not a million steps.
///
/// A failure stops the job at once; it stands still until that is noticed and diagnosed, takes spares
/// for lost nodes or waits for repairs or shrinks, starts again, loads the newest checkpoint that is
/// left, and goes on. Failures may come at any time of that.
struct LongRunSystem: ~Copyable, SystemModel {
  typealias Event = LongRunEvent
  typealias Observation = Never
  typealias Context = SimulationContext<LongRunEvent, Never>

  /// What the job does at present.
  enum Phase: Equatable {
    /// Steps up to a place where a checkpoint is due or the work ends.
    case computing
    /// A checkpoint, until an instant.
    case saving(until: Int64)
    /// A checkpoint before a planned stop.
    case stopping
    case detecting
    /// For nodes: for repairs, or for warm spares that are being brought up.
    case lacking
    case activating
    case restarting
    case maintaining
    case finished
  }

  /// Why the job last stopped: whose draws its recovery takes, and which.
  struct Cause {
    /// A failure class; nil for a planned stop.
    let failure: Int?
    let number: Int
  }

  /// A silent strike that nobody has noticed yet.
  struct Corruption {
    let number: Int32
    let instant: Int64
    let failure: Int
    let strike: Int
    let node: Int
    let life: Int32
  }

  let run: LongRun
  let sources: ContiguousArray<FailureSource>
  let laws: RecoveryLaws
  let schedule: StepSchedule
  let limit: Int64

  var clocks: ContiguousArray<FailureClock>
  var pool: NodePool
  var shelf: CheckpointShelf
  var meter: LongRunMeter
  var slowness: Slowness?
  var maintenance: MaintenanceClock?
  var recorder: TimelineRecorder
  /// By what each node fails more often than others; empty where all are alike.
  let weights: ContiguousArray<Double>
  let plannedRecovery: RecoveryDraws

  var phase = Phase.computing
  /// Up to when time is accounted for.
  var settled: Int64 = 0
  /// Ideal time of the steps done and kept.
  var progress: Int64 = 0
  /// Where the next checkpoint is due, or the work ends.
  var target: Int64
  /// The step time over the ideal one, for slow nodes and for lost ones.
  var slowFactor = 1.0
  var shrinkFactor = 1.0
  /// When the write under way began, and what it is the how manieth.
  var captured: Int64 = 0
  var writeCount = 0
  /// When the write before a planned stop left the job's nodes.
  var plannedWritten: Int64 = 0

  var generation: Int32 = 0
  var cause = Cause(failure: nil, number: 0)
  var nodesChanged = false
  /// Since when the job lacks nodes, for which it may wait before it shrinks.
  var lackingSince: Int64?
  var corruptions: ContiguousArray<Corruption> = []
  var corruptionCount: Int32 = 0
  /// A restart loads what was captured no later.
  var cleanUntil = Int64.max

  init(_ simulator: LongRunSimulator, seed: UInt64, replication: Int, corners: Int) {
    run = simulator.run
    sources = simulator.sources
    laws = simulator.laws
    schedule = simulator.schedule
    limit = TimeLaw.limit(simulator.run.limit)
    clocks = ContiguousArray(
      simulator.sources.map { FailureClock($0, seed: seed, replication: replication) })
    pool = NodePool(job: simulator.run.nodes, spares: simulator.run.spares.count)
    shelf = CheckpointShelf(simulator.run.checkpoints)
    meter = LongRunMeter(nodes: simulator.run.nodes)
    recorder = TimelineRecorder(limit: corners)
    weights = simulator.weights(seed: seed, replication: replication)
    plannedRecovery = RecoveryDraws(
      cause: "planned stops", seed: seed, replication: replication)
    slowness = simulator.slowness.map {
      Slowness($0, nodes: simulator.run.nodes + simulator.run.spares.count, seed, replication)
    }
    maintenance = simulator.run.maintenance.map { MaintenanceClock($0, seed, replication) }
    target = schedule.nextCheckpoint(after: 0)
  }

  mutating func handle(_ event: LongRunEvent, in context: inout Context) {
    settle(at: context.now.nanoseconds)
    if phase == .finished { return context.stop() }
    switch event {
    case .began: begin(&context)
    case .limitReached: context.stop()
    case .struck(let failure): strike(Int(failure), &context)
    case .clockStruck(let failure, let clock, let life):
      strike(Int(failure), clock: Int(clock), life: life, &context)
    case .corruptionFound(let number): findCorruption(number, &context)
    case .waitEnded(let planned):
      guard planned == generation else { return }
      endWait(&context)
    case .workDue(let planned):
      guard planned == generation else { return }
      scheduleEnd(&context)
    case .stopDue(let planned):
      guard planned == generation else { return }
      considerStop(&context)
    case .repaired(let node):
      pool.takeBack(Int(node))
      if phase == .lacking { seekNodes(&context) } else { considerStop(&context) }
    case .slowed: slow(&context)
    case .slownessFound(let node, let life):
      guard pool.isInJob(Int(node), life: life) else { return }
      slowness?.know(Int(node))
      considerStop(&context)
    case .maintenanceDue:
      maintenance?.isDue = true
      considerStop(&context)
    }
  }

  /// Sets all clocks; the first step begins.
  private mutating func begin(_ context: inout Context) {
    for failure in sources.indices {
      if sources[failure].isSuperposed {
        let gap = clocks[failure].nextGap(sources[failure])
        schedule(.struck(failure: Int32(failure)), after: gap, &context)
      } else if sources[failure].clocksPerNode == 0 {
        for clock in 0..<sources[failure].clocks {
          setClock(clock, of: failure, life: 0, weight: 1, &context)
        }
      }
    }
    for node in pool.job { enter(Int(node), &context) }
    slowFactor = slowness?.factor ?? 1
    if let slowness {
      if let gap = slowness.nextGap() { schedule(.slowed, after: gap, &context) }
    }
    if let maintenance { schedule(.maintenanceDue, after: maintenance.every, &context) }
    record(.started)
    scheduleEnd(&context)
  }

  /// What begins for a node that joins the job.
  mutating func enter(_ node: Int, _ context: inout Context) {
    let life = pool.life(of: node)
    let weight = weights.isEmpty ? 1 : weights[node]
    for failure in sources.indices where sources[failure].clocksPerNode > 0 {
      let perNode = sources[failure].clocksPerNode
      for clock in node * perNode..<(node + 1) * perNode {
        setClock(clock, of: failure, life: life, weight: weight, &context)
      }
    }
    if slowness != nil, let delay = slowness!.enter(node) {
      schedule(.slownessFound(node: Int32(node), life: life), after: delay, &context)
    }
  }

  mutating func setClock(
    _ clock: Int, of failure: Int, life: Int32, weight: Double, _ context: inout Context
  ) {
    let gap = clocks[failure].nextGap(sources[failure], clock: clock, weight: weight)
    schedule(
      .clockStruck(failure: Int32(failure), clock: Int32(clock), life: life), after: gap, &context)
  }

  /// Schedules what happens before the run is cut, and nothing later.
  func schedule(_ event: LongRunEvent, after delay: Int64, _ context: inout Context) {
    let instant = context.now.nanoseconds + delay
    if instant <= limit { context.schedule(event, at: Instant(nanoseconds: instant)) }
  }

  /// The job stands still for a time that may be cut short.
  mutating func wait(in phase: Phase, for delay: Int64?, _ context: inout Context) {
    self.phase = phase
    generation += 1
    if let delay { schedule(.waitEnded(generation: generation), after: delay, &context) }
  }

  /// Notes a corner of the curve of progress.
  mutating func record(_ kind: LongRunResult.TimelinePoint.Kind) {
    guard recorder.isRecording else { return }
    recorder.add(
      LongRunResult.TimelinePoint(
        wallTime: Seconds(Double(settled) / 1e9), steps: schedule.steps(progress),
        nodes: pool.job.count, kind: kind))
  }
}

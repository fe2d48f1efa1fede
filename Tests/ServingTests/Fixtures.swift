import EventKernel
import Hardware
import Performance
import Quantities
import Serving
import Stochastics

/// A machine whose steps take a fixed time, plus a time per prompt token, sequence and token of
/// context: simple enough to compute by hand.
struct LinearMachine: StepTimePredicting {
  var perStep = Seconds.zero
  var perPromptToken = Seconds.zero
  var perSequence = Seconds.zero
  var perContextToken = Seconds.zero

  func duration(of shape: BatchShape) -> Seconds {
    perStep + Double(shape.prefillTokens) * perPromptToken
      + Double(shape.decodeSequences) * perSequence
      + Double(shape.decodeContext) * perContextToken
  }

  /// Steps of milliseconds, as on one accelerator with a model of a few billion parameters.
  static let ordinary = LinearMachine(
    perStep: Seconds(0.006), perPromptToken: Seconds(0.000_05), perSequence: Seconds(0.000_02),
    perContextToken: Seconds(0.000_000_05))
}

func engine(
  blockTokens: Int = 16, tokenBudget: Int = 2_048, maximumSequences: Int = 256,
  batching: BatchingRule = .mixed, admission: AdmissionRule = .promptFits(keepingFree: 0.01),
  edges: RequestEdges = .none
) throws -> EngineProfile {
  try EngineProfile(
    name: "engine-1.0", versionDate: "2026-01-01", blockTokens: blockTokens,
    tokenBudget: tokenBudget, maximumSequences: maximumSequences, batching: batching,
    admission: admission, cacheFormat: .bf16,
    memory: MemoryReserve(memoryFraction: 0.9, activations: .measured(Bytes(2e9))),
    hostOverhead: .none, edges: edges)
}

func fleet(
  _ engine: EngineProfile, replicas: Int = 1, attentionRanks: Int = 1, cacheBlocks: Int = 10_000,
  contextLimit: Int = 131_072, overlength: OverlengthRule = .clipped,
  routing: RoutingRule = .roundRobin, queueLimit: Int? = nil,
  prefixCaching: PrefixCaching? = nil
) throws -> ServingFleet {
  let limited =
    try queueLimit.map { try engine.limited(scheduling: SchedulingPolicy(queueLimit: $0)) }
  return try ServingFleet(
    engine: limited ?? engine, replicas: replicas, attentionRanks: attentionRanks,
    cacheBlocks: cacheBlocks, contextLimit: contextLimit, overlength: overlength, routing: routing,
    prefixCaching: prefixCaching)
}

func lengths(
  prompt: Double, output: Double, cached: Double = 0
) throws -> RequestLengths {
  try RequestLengths(
    promptTokens: .exponential(mean: prompt), outputTokens: .exponential(mean: output),
    cachedFraction: cached)
}

func requests(_ count: Int, seed: UInt64 = 1, warmUp: WarmUpRule = .automatic) throws -> RunControl
{
  try RunControl(end: .requests(count), warmUp: warmUp, seed: seed)
}

/// What an observer saw of each request, put together.
struct Lives {
  struct Life {
    var arrived: Instant
    var prompt: Int
    var output: Int
    var admitted: [Instant] = []
    var preempted: [Instant] = []
    var rerouted: [Instant] = []
    var firstToken: Instant?
    var completed: Instant?
    var rejected: RejectionReason?
  }

  private(set) var lives: [Life] = []

  init(_ log: ObservationLog<ServingObservation>) {
    for (instant, observation) in log.entries {
      switch observation {
      case .arrived(let request, let prompt, let output):
        precondition(request == lives.count)
        lives.append(Life(arrived: instant, prompt: prompt, output: output))
      case .rejected(let request, let reason): lives[request].rejected = reason
      case .admitted(let request, _): lives[request].admitted.append(instant)
      case .preempted(let request, _): lives[request].preempted.append(instant)
      case .rerouted(let request, _): lives[request].rerouted.append(instant)
      case .firstToken(let request): lives[request].firstToken = instant
      case .completed(let request): lives[request].completed = instant
      }
    }
  }
}

/// Runs a system and returns the lives of its requests with the result.
func observed<Machine: StepTimePredicting>(
  _ fleet: ServingFleet, _ workload: Workload, _ machine: Machine, _ control: RunControl,
  objective: ServiceLevelObjective = .unlimited
) throws -> (result: ServingResult, lives: [Lives.Life]) {
  var log = ObservationLog<ServingObservation>()
  let result = try ServingSystem.run(
    fleet, workload, objective: objective, predictors: [machine], control: control, observer: &log)
  return (result, Lives(log).lives)
}

import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving
import Stochastics

/// How many deployments are estimated in a second: feasibility with its sentence-free checks,
/// memory, the time of a decode step and of a prompt.
///
/// Catalog entries are resolved once, as a sweep does; every deployment is assembled anew, from
/// cluster to predictor, and no two follow each other by design.
enum EstimateBenchmark: Benchmark {
  static let name = "estimates"
  static let summary = "Estimates: random deployments of the catalog, on one core"

  private static let rounds = 5
  private static let count = 4_000

  static func run() throws -> [TextTable] {
    let catalog = try Catalog.installed()
    let start = ContinuousClock.now
    let shelf = try Shelf(catalog)
    let resolving = ContinuousClock.now - start
    let questions = try shelf.questions(count)
    var table = TextTable(
      title: summary, header: ["deployments", "", "per second", "least", "most"])
    for (name, chosen) in [
      ("all", questions), ("dense models", questions.filter { !$0.hasExperts }),
      ("with experts", questions.filter(\.hasExperts)),
    ] {
      var rates: [Double] = []
      for round in 0...rounds {
        var feasible = 0
        var sum = Seconds.zero
        let start = Machine.processorSeconds
        for question in chosen {
          let answer = try question.answer()
          feasible += answer.isFeasible ? 1 : 0
          sum += answer.decode + answer.prefill
        }
        let time = Machine.processorSeconds - start
        precondition(feasible > 0 && sum.isFinite)
        if round > 0 { rates.append(Double(chosen.count) / time) }
      }
      table.rows.append(
        [name, "\(chosen.count)"]
          + [rates.median, rates.min() ?? 0, rates.max() ?? 0].map { "\(Int($0))" })
    }
    var once = TextTable(
      title: "Before the first: all entries of the catalog resolved",
      header: ["models", "chips", "ms"])
    once.rows.append([
      "\(shelf.models.count)", "\(shelf.machines.count)", fixed(resolving / .milliseconds(1)),
    ])
    return [table, once]
  }
}

/// What the catalog offers, resolved once.
private struct Shelf {
  struct Machine {
    let accelerator: Accelerator
    let system: AcceleratorSystem
    let calibration: OperatorCalibration
    let engine: EngineProfile
  }

  let models: [ModelArchitecture]
  let machines: [Machine]

  init(_ catalog: Catalog) throws {
    // Some models' dimensions and some chips' bandwidths are not public.
    models = catalog.names(of: .models).compactMap { try? catalog.model($0) }
    machines = try catalog.names(of: .accelerators).compactMap { name in
      guard let accelerator = try? catalog.accelerator(name) else { return nil }
      let engine = try catalog.defaultEngine(for: accelerator) ?? catalog.names(of: .engines)[0]
      return try Machine(
        accelerator: accelerator, system: catalog.defaultSystem(for: accelerator),
        calibration: catalog.calibration(for: name).calibration, engine: catalog.engine(engine))
    }
  }

  /// Deployments without conflicts, drawn at random: whether they fit in memory is left to chance.
  func questions(_ count: Int) throws -> [Question] {
    var stream = RandomStream(StreamAddress(seed: 20_261_121, purpose: "estimates"))
    func pick<Element>(_ elements: [Element], _ stream: inout RandomStream) -> Element {
      elements[stream.nextIndex(below: elements.count)]
    }
    let formats: [WeightFormat?] = [nil, .bf16, .fp8, .int8, .mxfp4]
    var questions: [Question] = []
    while questions.count < count {
      let model = pick(models, &stream)
      let machine = pick(machines, &stream)
      let tensor = pick([1, 2, 4, 8, 16], &stream)
      let pipeline = pick([1, 1, 1, 2, 4], &stream)
      let data = pick([1, 1, 2, 8], &stream)
      let expert = pick([1, tensor * data], &stream)
      let format = pick(formats, &stream)
      let question = Question(
        model: model, machine: machine,
        plan: try ParallelismPlan(tensor: tensor, pipeline: pipeline, data: data, expert: expert),
        weights: format.map { WeightFormats(matrices: $0) } ?? model.weights,
        batch: pick([1, 4, 16, 64, 256, 1_024], &stream),
        context: min(model.contextLength, pick([512, 2_048, 8_192, 32_768], &stream)))
      if (try? question.answer()) != nil { questions.append(question) }
    }
    return questions
  }
}

private struct Question {
  let model: ModelArchitecture
  let machine: Shelf.Machine
  let plan: ParallelismPlan
  let weights: WeightFormats
  let batch: Int
  let context: Int

  var hasExperts: Bool {
    model.layerGroups.contains { if case .mixture = $0.feedForward { true } else { false } }
  }

  func answer() throws -> (isFeasible: Bool, decode: Seconds, prefill: Seconds) {
    let chip = machine.accelerator
    let deployment = Deployment(
      model: model,
      cluster: Cluster(
        accelerator: chip, system: machine.system,
        accelerators: (plan.devices + chip.devices - 1) / chip.devices),
      plan: plan, weights: weights, cacheFormat: machine.engine.cacheFormat)
    let feasibility = Feasibility(
      deployment: deployment, reserve: machine.engine.memory,
      requirement: ServingRequirement(context: context, concurrency: batch),
      calibration: machine.calibration)
    let predictor = try StepTimePredictor(
      deployment: deployment, calibration: machine.calibration, host: machine.engine.hostOverhead)
    return (
      feasibility.isFeasible,
      predictor.duration(of: .decode(sequences: batch, context: batch * context)),
      predictor.duration(of: .prefill(tokens: context))
    )
  }
}

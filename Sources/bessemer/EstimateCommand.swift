import ReferenceData
import ArgumentParser
import Documents
import Experiments
import Performance
import Quantities
import Reports
import Scenarios
import Tables

/// `bessemer estimate`: one deployment, analytic, without a file.
struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Estimate one deployment: step times by operator, memory by term, what if.",
    discussion: """
      A closed-form answer for one replica with a fixed batch; queues, arrivals and percentiles \
      come from `run`. The last table shows what other hardware would change: the model is run \
      again with each figure a fifth up and down, or with the changes of --what-if.
      """)

  @Option(help: "A model of the catalog, or the path of a config.json.")
  var model: String
  @Option(help: "An accelerator of the catalog.")
  var accelerator: String
  @Option(help: "A system of the catalog.")
  var system: String?
  @Option(help: "An engine profile of the catalog.")
  var engine: String?
  @Option(help: "Weight format: native, bf16, fp8, int8, mxfp4, …")
  var weights: String?
  @Option(help: "Cache format: auto, bf16, fp8, int8.")
  var cache: String?
  @Option(help: "Devices that share every matrix.")
  var tensor: String = "1"
  @Option(help: "Pipeline stages.")
  var pipeline: String = "1"
  @Option(help: "Attention replicas inside the replica.")
  var data: String = "1"
  @Option(help: "Devices that share the routed experts.")
  var expert: String = "1"
  @Option(help: "What drafts tokens: none, mtp, eagle, draft-model, n-gram.")
  var speculation: String?
  @Option(help: "Tokens drafted per step.")
  var depth: String?
  @Option(help: "How often a draft is right: 80 %, or an acceptance table of the catalog.")
  var acceptance: String?
  @Option(help: "The model that drafts, for draft-model.")
  var draft: String?
  @Option(help: "What hides the exchange with experts: none, shared-experts, two-batch.")
  var overlap: String?
  @Option(parsing: .unconditional, help: "Sequences that decode together.")
  var batch: Int = 32
  @Option(parsing: .unconditional, help: "Tokens that each of them attends.")
  var context: Int = 2_048
  @Option(parsing: .unconditional, help: "Tokens of a prompt.")
  var prompt: Int = 1_024
  @Option(help: "Who pays: us-hyperscaler, china-state-cloud, us-rented, …")
  var owner: String = "us-hyperscaler"
  @Option(
    name: .customLong("what-if"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      Ask your own: "memory-bandwidth +20%", "peak x2", "memory-capacity 141 GB", "weights fp8", \
      several joined by commas. May be given several times.
      """, valueName: "change"))
  var changes: [String] = []
  @Option(
    help: ArgumentHelp(
      "Draw the operators of both steps under the roofline.", valueName: "file.png"))
  var figure: String?
  @Option(help: "Print as table, json, csv or markdown.")
  var format: OutputFormat = .table
  @Option(
    name: .customLong("catalog"),
    help: ArgumentHelp("Add a catalog file of your own.", valueName: "file"))
  var catalogFiles: [String] = []

  func validate() throws {
    guard (1...1_000_000).contains(batch) else {
      throw ValidationError("--batch is \(batch): it lies from 1 to a million")
    }
    guard (1...100_000_000).contains(context), (1...100_000_000).contains(prompt) else {
      throw ValidationError("--context and --prompt lie from 1 to 100 million")
    }
    if speculation == nil, depth ?? acceptance ?? draft != nil {
      throw ValidationError("--depth, --acceptance and --draft need --speculation")
    }
    if let figure, !Figure.pictureEndings.contains(where: figure.lowercased().hasSuffix) {
      throw ValidationError(
        "--figure is \(figure): it ends in " + Figure.pictureEndings.joined(separator: " or "))
    }
  }

  func run() throws {
    let questions = try changes.map(question)
    let scenario = try scenario()
    let estimate = DeploymentEstimate(
      scenario: scenario, batch: batch, context: context, prompt: prompt)
    let answers = try answers(to: questions, from: estimate)
    if format == .table {
      try StandardOutput.print(estimate.headline)
      for table in estimate.tables() {
        try StandardOutput.print("\n" + table.terminal())
      }
      try print(answers)
    } else {
      try StandardOutput.print(estimate.tidyTable(answers: answers).text(as: format))
    }
    if let figure { try draw(estimate, to: figure) }
    if !estimate.isFeasible { throw CommandFailure(status: .infeasible, message: "") }
  }

  /// The table of answers, and in a line what changes nothing.
  private func print(_ answers: [Sensitivity]) throws {
    let table = Sensitivity.table(answers)
    if !table.rows.isEmpty {
      try StandardOutput.print(
        "\n" + table.terminal(width: StandardOutput.width, overflow: .wrap))
    }
    let reasons = Sensitivity.reasons(answers)
    if !reasons.isEmpty { try StandardOutput.print("\n" + reasons.joined(separator: "\n")) }
    let idle = Sensitivity.withoutEffect(answers)
    if !idle.isEmpty {
      try StandardOutput.print("\nno effect: " + idle.joined(separator: "; "))
    }
  }

  private func answers(
    to questions: [WhatIf], from estimate: DeploymentEstimate
  ) throws -> [Sensitivity] {
    if questions.isEmpty { return estimate.sensitivities() }
    do { return try estimate.sensitivities(to: questions) } catch { throw failure(error) }
  }

  private func question(_ text: String) throws -> WhatIf {
    do { return try WhatIf(parsing: text) } catch { throw failure(error) }
  }

  private func failure(_ error: WhatIfError) -> CommandFailure {
    CommandFailure(
      status: .usage, "--what-if: \(error.problem)", expected: error.expected,
      suggestion: error.suggestion)
  }

  private func draw(_ estimate: DeploymentEstimate, to path: String) throws {
    let outcome: FigureOutcome
    do {
      outcome = try estimate.rooflineFigure().draw(to: path, by: Gnuplot())
    } catch let error as RunDirectoryError {
      throw CommandFailure(status: .usage, message: "--figure: \(error)")
    } catch {
      throw CommandFailure(
        status: .infeasible, message: "--figure: there is no step to draw: it cannot run")
    }
    if let message = outcome.message { throw CommandFailure(status: .usage, message: message) }
  }

  /// The options as the scenario they stand for, so that one reader judges both.
  private func scenario() throws -> Scenario {
    let catalog = try CatalogLoading.catalog(adding: catalogFiles)
    let place = owner.split(separator: "-", maxSplits: 1).map(String.init)
    guard catalog.names(of: .owners).contains(owner) else {
      let names = catalog.names(of: .owners)
      throw CommandFailure(
        status: .usage, "--owner: no owner is named \"\(owner)\"",
        expected: "one of " + names.joined(separator: ", "),
        suggestion: NearestName.suggestion(for: owner, among: names))
    }
    guard place.count == 2 else {
      throw CommandFailure(
        status: .usage, "--owner: \"\(owner)\" is one word",
        expected: "a region and a kind, such as us-hyperscaler",
        fix: "name the owner of your catalog file so, or write a scenario with `owner` as keys")
    }
    let settings: [(option: String, path: String, value: String?)] = [
      ("--model", "model", model), ("--accelerator", "fleet.accelerator", accelerator),
      ("--system", "fleet.system", system), ("--engine", "fleet.engine.name", engine),
      ("--weights", "fleet.weights", weights), ("--cache", "fleet.cache", cache),
      ("--tensor", "fleet.plan.tensor", tensor), ("--pipeline", "fleet.plan.pipeline", pipeline),
      ("--data", "fleet.plan.data", data), ("--expert", "fleet.plan.expert", expert),
      ("--speculation", "fleet.speculation.method", speculation),
      ("--depth", "fleet.speculation.depth", depth),
      ("--acceptance", "fleet.speculation.acceptance", acceptance),
      ("--draft", "fleet.speculation.draft", draft),
      ("--owner", "owner.region", place[0]), ("--owner", "owner.kind", place[1]),
      ("--overlap", "fleet.engine.overlap", overlap),
      ("--batch", "workload.arrivals.process", "closed"),
      ("--batch", "workload.arrivals.clients", String(batch)),
      ("--prompt", "workload.prompt-tokens", String(prompt)),
      ("--context", "workload.output-tokens", String(max(1, context - prompt))),
    ]
    do {
      var assignments: [DocumentAssignment] = []
      for setting in settings {
        guard let value = setting.value else { continue }
        let place = SourceLocation(file: setting.option)
        assignments.append(
          DocumentAssignment(
            path: Self.path(setting.path),
            value: DocumentNode(value, at: place), at: place))
      }
      let file = try ScenarioFile(
        text: "title: estimate", named: "estimate", assignments: assignments)
      return try Scenario(try file.variants()[0], of: file, catalog: catalog)
    } catch {
      let error = Diagnostics(
        error.all.map { problem in
          // A key that is missing is an option that was not given.
          let option = settings.first { $0.value == nil && Self.path($0.path) == problem.path }?
            .option
          return option.map {
            Diagnostic(
              at: SourceLocation(file: $0), "the option is missing", expected: problem.expected,
              suggestion: .advice("add \($0), or leave out what needs it"))
          } ?? problem
        })
      // A wrong option is a slip of usage; a wrong config.json is a wrong file.
      let isUsage = error.all.allSatisfy { $0.location.file.hasPrefix("--") }
      throw CommandFailure(
        status: isUsage ? .usage : .invalidScenario, message: error.description)
    }
  }

  private static func path(_ text: String) -> DocumentPath {
    DocumentPath(text.split(separator: ".").map { .key(String($0)) })
  }
}

import Testing

@Suite("A wrong option is refused with the right one, exit code 2")
struct OptionTests {
  /// Arguments beside a scenario without a slip, and what must be said.
  struct Usage: CustomTestStringConvertible {
    let arguments: [String]
    let words: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ line: String, _ words: String...) {
      arguments = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
      self.words = words
    }
  }

  @Test("Options and arguments", arguments: usages)
  func usage(_ usage: Usage) throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "s.yaml")
    let outcome = try Program.run(usage.arguments, in: folder)
    outcome.expectEnd(code: 2)
    #expect(outcome.output.isEmpty)
    for word in usage.words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
    #expect(try folder.names() == ["s.yaml"], "nothing is written")
  }

  static let usages: [Usage] = [
    Usage("rn s.yaml", "no command is named \"rn\"", "did you mean \"run\"?"),
    Usage("catalog shw", "no command is named \"shw\"", "did you mean \"show\"?"),
    Usage("simulate", "no command is named \"simulate\"", "one of run, compare"),
    Usage("check", "name a scenario file", "Usage: bessemer check"),
    Usage("check --keys s.yaml", "name no file"),
    Usage("run", "Missing expected argument", "Usage: bessemer run"),
    Usage("check ''", "the name of a scenario file is empty"),
    Usage("check s.yaml --resolvd", "Unknown option", "Did you mean '--resolved'?"),
    Usage("run s.yaml --fromat json", "Unknown option", "Did you mean '--format'?"),
    Usage("run s.yaml --format xml", "'xml'", "'table', 'json', 'csv' or 'markdown'"),
    Usage("run s.yaml --seed -1", "--seed is -1: it is 0 or more"),
    Usage("run s.yaml --seed x", "The value 'x' is invalid for '--seed"),
    Usage("run s.yaml --seed 99999999999999999999", "is invalid for '--seed"),
    Usage("run s.yaml --replications 0", "--replications is 0: it lies from 1 to 10000"),
    Usage("run s.yaml --replications two", "The value 'two' is invalid"),
    Usage("run s.yaml --jobs 0", "--jobs is 0: it lies from 1 to"),
    Usage("run s.yaml --jobs -3", "--jobs is -3: it lies from 1 to"),
    Usage("run s.yaml --out o --no-out", "--out and --no-out exclude each other"),
    Usage("run s.yaml --out ''", "--out names no folder"),
    Usage("check s.yaml --set", "Missing value for '--set"),
    Usage("check s.yaml --set fleet.replicas", "--set:1:1", "a setting needs an equals sign"),
    Usage("check s.yaml --set =4", "--set:1:1", "this is not the path of a key"),
    Usage("check s.yaml --set fleet..replicas=4", "--set:1:1", "this is not the path of a key"),
    Usage("check s.yaml --set fleet.plan=[1", "--set:1:12", "not closed in order"),
    Usage("catalog show h10O", "no accelerator is named \"h10O\"", "did you mean \"h100-sxm\"?"),
    Usage("catalog show accelerator/h10O", "no accelerator", "did you mean \"h100-sxm\"?"),
    Usage("catalog show chip/h100-sxm", "no kind \"chip\"", "one of accelerators"),
    Usage("catalog show nonsense-of-mine", "nothing in the catalog is named", "catalog list"),
    Usage("catalog diff h100-sxm", "Missing expected argument '<second>'"),
    Usage("catalog diff h100-sxm llama-3.1-8b", "is of the kind accelerator", "of one kind"),
    Usage("catalog diff h100-sxm h2O", "no accelerator is named", "did you mean \"h20\"?"),
    Usage("catalog list nonsense", "the catalog has no kind", "one of accelerators"),
    Usage("catalog list acelerators", "no kind", "did you mean \"accelerators\"?"),
    Usage("estimate", "Missing expected argument '--model"),
    Usage("estimate --model lama-3.1-8b --accelerator h20", "no model", "\"llama-3.1-8b\"?"),
    Usage("estimate --model llama-3.1-8b --accelerator h2O", "--accelerator", "\"h20\"?"),
    Usage(estimate + "--system dgx-h20", "--system", "no system", "did you mean \"dgx-h200\"?"),
    Usage(estimate + "--owner us", "no owner is named \"us\"", "one of china-"),
    Usage(estimate + "--tensor 0", "--tensor", "out of range", "from 1 to"),
    Usage(estimate + "--tensor x", "--tensor", "a whole number from 1"),
    Usage(estimate + "--weights fp9", "--weights", "did you mean \"fp8\"?"),
    Usage(estimate + "--batch 0", "--batch is 0: it lies from 1 to a million"),
    Usage(estimate + "--context -1", "--context and --prompt lie from 1"),
    Usage(estimate + "--figure roof.pdf", "--figure is roof.pdf: it ends in .svg or .png"),
    Usage(estimate + "--what-if memory-bandwith", "nothing is named", "\"memory-bandwidth\"?"),
    Usage(estimate + "--what-if bandwidht", "nothing is named", "\"memory-bandwidth\"?"),
    Usage(estimate + "--what-if capacity", "nothing is named", "\"memory-capacity\"?"),
    Usage(estimate + "--depth 2", "need --speculation", "Usage: bessemer estimate"),
    Usage(estimate + "--speculation n-gram", "--acceptance", "the option is missing"),
    Usage(
      estimate + "--speculation draft-model --acceptance 0.8", "--draft", "the option is missing"),
    Usage(estimate + "--what-if peak", "--what-if: peak", "peak and a change"),
    Usage(estimate + "--what-if", "Missing value for '--what-if"),
    Usage("estimate --model no.json --accelerator h20", "no such file", "the spelling"),
  ]

  private static let estimate = "estimate --model llama-3.1-8b --accelerator h100-sxm "

  @Test(
    "A wrong value in a setting is told at its place in the option",
    arguments: [
      ("fleet.replica=4", "--set:1:1", "no key is named", "did you mean \"replicas\"?"),
      ("fleet.replicas=two", "--set:1:16", "begin with a number", "a whole number from 1"),
      ("fleet.replicas=", "--set:1:16", "the value is missing", "a whole number from 1"),
      ("duration=120", "--set:1:10", "needs its unit", "such as 10 min"),
      ("fleet=4", "--set:1:7", "a mapping belongs here", "keys and values"),
      ("model.x=3", "--set:1:1", "has no keys", "set model itself"),
      ("workload.arrivals=poisson(0 /s)", "--set:1:19", "out of range", "from 1e-9"),
      ("fleet.engine=vlm", "--set:1:14", "no engine is named", "did you mean \"vllm-0.12\"?"),
      ("fleet.plan.tensor[0]=3", "--set:1:1", "has no keys", "set fleet.plan.tensor itself"),
      ("figures=[cost]", "--set:1:10", "no figure is named", "one of cost-"),
      ("a b=3", "--set:1:1", "no key is named \"a b\"", "one of title"),
    ])
  func settings(_ setting: String, _ place: String, _ message: String, _ fix: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "s.yaml")
    try Program.run(["check", "s.yaml", "--set", setting], in: folder)
      .expectRefusal(code: 3, place, message, fix: fix)
  }

  @Test(
    "Help, version and no words at all are answers",
    arguments: [
      ([], "USAGE: bessemer"), (["--help"], "USAGE: bessemer"), (["--version"], "."),
      (["help", "run"], "--out <folder>"), (["catalog"], "USAGE: bessemer catalog"),
    ])
  func help(_ arguments: [String], _ words: String) throws {
    let outcome = try Program.run(arguments, in: try Folder())
    outcome.expectEnd(code: 0)
    #expect(outcome.output.contains(words))
    #expect(outcome.errors.isEmpty)
  }
}

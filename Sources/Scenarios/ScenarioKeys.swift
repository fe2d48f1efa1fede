import Documents

/// The scenario format: every key there is.
public enum ScenarioKeys {
  /// All keys, section by section, in the order in which documentation shows them.
  public static let all: [ScenarioKey] =
    top + workload + fleet + embeddingTables + lives + scheduling + prefixCache + pools
    + objectives + owner + task + price + training + postTraining + supply + demand + routing
    + find + experiment + claim + levers + trend

  /// The names of the keys directly inside a section; the empty path is the top.
  public static func names(in section: String) -> [String] {
    bySection[tabulated(section)] ?? []
  }

  /// The key at a path.
  public static func key(_ path: String) -> ScenarioKey? { byPath[tabulated(path)] }

  /// The path as the table has it: with `*` for a name that the user chooses.
  static func tabulated(_ path: String) -> String {
    for (start, ownNames) in [
      (named, []), (namedPhases, []), (namedRules, []), (namedProducts, []), (namedTests, []),
      (namedPools, rolesOfPools),
    ]
    where path.hasPrefix(start) {
      let rest = path.dropFirst(start.count)
      let name = rest.prefix { $0 != "." }
      return ownNames.contains(String(name)) ? path : start + "*" + rest.dropFirst(name.count)
    }
    return path
  }

  /// Where classes stand, under names of the user's choice.
  static let named = "workload.classes."
  /// Where phases of training stand, under names of the user's choice.
  static let namedPhases = "training.phases."
  /// Where pools stand, under names of the user's choice or as parts of the life of a request.
  static let namedPools = "fleet.pools."
  static let rolesOfPools = ["prefill", "decode"]

  /// Everywhere that the user chooses names.
  static let placesOfNames = [
    named, namedPhases, namedPools, namedRules, namedProducts, namedTests,
  ]

  /// Where a scenario is changed, under names of the user's choice.
  static let placesOfChanges = ["alternatives", "levers.changes"]

  /// Keys that hold for a file as a whole, and so for all its alternatives and swept values.
  static let ofTheFile = [
    "title", "question", "extends", "catalog", "seed", "replications", "alternatives", "levers",
    "sweep", "figures", "equalize", "find", "precision", "sample", "thresholds", "claim",
    "trend",
  ]

  /// The path of each key, taken apart.
  static let paths = Dictionary(
    uniqueKeysWithValues: all.map { key in
      (key.path, DocumentPath(key.path.split(separator: ".").map { .key(String($0)) }))
    })

  private static let bySection = Dictionary(grouping: all, by: \.section).mapValues {
    $0.map(\.name)
  }

  private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

  private static let top: [ScenarioKey] = [
    ScenarioKey(
      "title", "a line of text", .text, "What the scenario is called in tables and figures."),
    ScenarioKey("question", "a sentence", .text, "The question that the scenario answers."),
    ScenarioKey(
      "extends", "the path of a scenario file", .text,
      "The parent: mappings merge deeply, lists replace, `~` removes a key."),
    ScenarioKey(
      "seed", "a whole number", .count(0...Int.max), standard: "20261121",
      "Names the random streams; the same seed gives the same bytes."),
    ScenarioKey(
      "replications", "a whole number from 1 to 10000", .count(1...10_000), standard: "5",
      "Independent runs of each design point; intervals need at least 2."),
    ScenarioKey(
      "model", "a model of the catalog, or the path of a config.json", .text,
      "The language model that is served, and judged for training."),
    ScenarioKey(
      "catalog", "the path of a catalog file, or a list of paths", .list,
      "Chips, systems, models, engines or owners of one's own, beside the bundled ones."),
    ScenarioKey(
      "duration", "a duration, such as 10 min", .quantity, standard: "10 min",
      "Simulated time of one run, warm-up included."),
    ScenarioKey(
      "warm-up", "auto, or a duration, such as 2 min", .quantityOr("auto"), standard: "auto",
      "Time at the start that is left out of all measurements; `auto` cuts by MSER-5, or, of arrivals "
        + "that follow the clock, what goes before the last whole days."),
    ScenarioKey(
      "analysis", "steady-state or terminating", .choice(RunAnalysis.allCases.map(\.rawValue)),
      standard: "steady-state",
      "`terminating`: runs are measured from their empty start to the end of the duration, such as "
        + "a launch day, without a warm-up; what is still inside then is served to its end, and "
        + "latencies are told even where load outgrows the fleet. Searches for the highest rate are of "
        + "steady states."),
  ]
}

import Performance

/// Parameters that layers look up rather than multiply by.
extension ScenarioKeys {
  static let embeddingTables: [ScenarioKey] = [
    ScenarioKey(
      "fleet.embedding-tables", "a mapping", .section,
      "Tables of embeddings beside the layers, looked up by the last few tokens (Engram, "
        + "arXiv:2601.07372): the model's own parameters come on top."),
    ScenarioKey(
      "fleet.embedding-tables.parameters", "a number of parameters, such as 1e11",
      .number(0...1e15), standard: "0", "Of all tables; 0 is no table."),
    ScenarioKey(
      "fleet.embedding-tables.place", "host or device",
      .choice(EmbeddingTables.Place.allCases.map(\.rawValue)), standard: "host",
      "Whether they stand in the memory of the hosts, or are spread over the devices of a replica."),
    ScenarioKey(
      "fleet.embedding-tables.format", "a format of weights", .choice(WeightWords.formats),
      standard: "bf16", "In which they are stored."),
    ScenarioKey(
      "fleet.embedding-tables.bytes-per-token", "an amount of memory, such as 10 kB", .quantity,
      standard: "10240 B",
      "What a token reads; the default is 2 layers, 2 orders of n-grams and 1280 elements of 16 bits "
        + "each, an assumption."),
    ScenarioKey(
      "fleet.embedding-tables.layers-before", "a whole number from 0, such as 1",
      .count(0...10_000), standard: "1",
      "Layers that compute while the first rows are fetched."),
    ScenarioKey(
      "fleet.embedding-tables.latency", "a duration, such as 20 us", .quantity, standard: "20 us",
      "Fixed time of a fetch from the host; an assumption."),
    ScenarioKey(
      "fleet.embedding-tables.overhead", "a fraction, such as 3 %", .number(0...1),
      standard: "3 %",
      "Additional time of tables on the host, of that of the layers; an assumption, after the loss of "
        + "throughput that was reported of 100B parameters on hosts."),
  ]
}

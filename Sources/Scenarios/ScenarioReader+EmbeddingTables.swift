import Documents
import Hardware
import LanguageModels
import Performance
import Quantities

extension ScenarioReader {
  /// Tables of embeddings; the outer optional is nil after a problem, the inner one means that there
  /// are none.
  ///
  /// - Parameter replicas: that share the hosts of the cluster, each with tables of its own.
  mutating func embeddingTables(on cluster: Cluster, replicas: Int) -> EmbeddingTables?? {
    guard let section = keys.stated("fleet.embedding-tables") else { return .some(nil) }
    func key(_ name: String) -> String { "fleet.embedding-tables.\(name)" }
    let parameters = keys.optional(key("parameters"))?.tabulatedNumber()
    let place = keys.optional(key("place"))?.tabulatedName(of: "place")
      .flatMap(EmbeddingTables.Place.init)
    let format = keys.optional(key("format"))?.tabulatedName(of: "weight format")
      .flatMap(WeightFormat.init)
    let bytes = keys.optional(key("bytes-per-token"))?.quantity(
      as: Bytes.self, in: .zero...Bytes(1e9),
      words: ScenarioKeys.key(key("bytes-per-token"))?.expected)
    let before = keys.optional(key("layers-before"))?.tabulatedCount()
    let latency = keys.optional(key("latency"))?.quantity(
      as: Seconds.self, in: .zero...Seconds(1), words: ScenarioKeys.key(key("latency"))?.expected)
    let overhead = keys.optional(key("overhead"))?.tabulatedNumber()
    guard let parameters, let place, let format, let bytes, let before, let latency, let overhead
    else { return nil }
    guard parameters > 0 else { return .some(nil) }
    let tables = EmbeddingTables(
      parameters: parameters, format: format, place: place, bytesPerToken: bytes,
      layersBefore: before, latency: latency, overhead: overhead)
    guard place == .device || fits(tables, on: cluster, replicas: replicas, section) else {
      return nil
    }
    add(
      Assumption(
        subject: "embedding tables",
        value: UnitNotation.format(tables.bytes)
          + (place == .host ? " on the hosts" : " on devices"),
        remark: place == .host
          ? "an additional \(UnitNotation.format(percentage: overhead, significantDigits: 2)) of the "
            + "time of the layers is an assumption (arXiv:2601.07372)" : ""))
    return tables
  }

  /// Whether the hosts are reached and have room; reports what is missing.
  ///
  /// The hosts of a fleet hold the tables of each of its replicas once.
  private func fits(
    _ tables: EmbeddingTables, on cluster: Cluster, replicas: Int, _ section: ValueReader
  ) -> Bool {
    let system = cluster.system
    guard let host = system.host else {
      section.report(
        "no link from \(system.name) to its hosts is known",
        expected: "a bandwidth to fetch rows over",
        suggestion: .advice("state `fleet.host.bandwidth`, or keep the tables on the devices"))
      return false
    }
    guard let capacity = host.capacity else { return true }
    let systems = (cluster.accelerators + system.accelerators - 1) / system.accelerators
    let (needed, there) = (tables.bytes * Double(replicas), capacity * Double(max(1, systems)))
    guard needed > there else { return true }
    section.report(
      "the tables take \(UnitNotation.format(needed)) of the \(UnitNotation.format(there)) that the "
        + "hosts of the fleet have", expected: "no more than there is",
      suggestion: .advice("spread a replica over more hosts, or state `fleet.host.memory`"))
    return false
  }
}

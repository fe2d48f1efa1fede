import Hardware
public import LanguageModels
public import Quantities

/// Tables of embeddings that layers look up by the last few tokens: parameters that no product reads as
/// a whole, and that may therefore stand in the memory of the hosts (Engram; Cheng et al. 2026,
/// "Conditional Memory via Scalable Lookup", arXiv:2601.07372).
///
/// Of `N` parameters a token reads a few rows, `b` bytes in all. Rows are known as soon as the tokens
/// are, so that they can be fetched while the layers before the first look-up compute (Eq. 2.33):
///
///     stall = max(0, T·b / BW_host + α − t of the layers before)
///
/// for the T tokens that one attention replica has in a step, every device of which reads all rows over
/// its own link to the host. On top comes a share of the time of the layers, for what looking up,
/// gating and waiting cost where nothing stalls. Tables on the devices are spread over all devices of a
/// replica, and reading a row is traffic of their memory; sending rows between devices is not charged.
///
/// The tables are a memory of what was learned: they replace neither parameters of the layers nor the
/// cache of a context.
public struct EmbeddingTables: Sendable, Hashable {
  public enum Place: String, Sendable, Hashable, CaseIterable {
    case host, device
  }

  public let parameters: Double
  public let format: WeightFormat
  public let place: Place
  /// What one token reads, over all layers that look up.
  public let bytesPerToken: Bytes
  /// Layers that compute before the first look-up.
  public let layersBefore: Int
  /// Fixed time of a fetch from the host.
  public let latency: Seconds
  /// Additional time of tables on the host, of that of the layers.
  public let overhead: Double

  /// - Precondition: nothing is negative, and there are parameters.
  public init(
    parameters: Double, format: WeightFormat, place: Place, bytesPerToken: Bytes,
    layersBefore: Int, latency: Seconds, overhead: Double
  ) {
    precondition(parameters > 0 && parameters.isFinite, "tables of \(parameters) parameters")
    precondition(bytesPerToken >= .zero && layersBefore >= 0 && latency >= .zero && overhead >= 0)
    self.parameters = parameters
    self.format = format
    self.place = place
    self.bytesPerToken = bytesPerToken
    self.layersBefore = layersBefore
    self.latency = latency
    self.overhead = overhead
  }

  /// What all tables take, wherever they stand.
  public var bytes: Bytes { Bytes(parameters * format.bytesPerElement) }
}

/// What tables add to a step.
struct TableTimer {
  private let tables: EmbeddingTables
  /// Seconds per byte over the link of one device to its host.
  private let perByte: Double
  /// The share of the layers that compute before the first look-up.
  private let share: Double
  private let stream: StreamTimer

  /// Nil where a deployment has no tables.
  ///
  /// Tables on hosts whose link is unknown are refused when a scenario is read.
  init?(_ deployment: Deployment, stream: StreamTimer) {
    guard let tables = deployment.tables else { return nil }
    self.tables = tables
    let link = deployment.cluster.system.host?.bandwidth.value ?? .infinity
    perByte = Double(deployment.cluster.accelerator.devices) / link
    share =
      Double(min(tables.layersBefore, deployment.model.layers)) / Double(deployment.model.layers)
    self.stream = stream
  }

  /// - Parameters:
  ///   - tokens: of the attention replica with most.
  ///   - layers: the time of all layers, in seconds.
  @inline(__always)
  func time(tokens: Double, layers: Double) -> TermTime {
    let bytes = tokens * tables.bytesPerToken.value
    switch tables.place {
    case .device: return stream.time(bytes: bytes)
    case .host:
      let stall = max(0, bytes * perByte + tables.latency.value - share * layers)
      return TermTime(
        seconds: stall + tables.overhead * layers, cause: .communication, traffic: bytes)
    }
  }
}

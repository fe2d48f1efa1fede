internal import Hardware
internal import LanguageModels
internal import Performance
internal import Quantities

extension CatalogEntry {
  /// What the entry says of predictions that rest on it.
  var confidence: CalibrationConfidence? {
    guard let validity = record.text("validity").flatMap(CalibrationGrade.init),
      let interval = record.interval("measured-over-predicted")
    else { return nil }
    return CalibrationConfidence(grade: validity, interval: interval)
  }

  /// The efficiencies that the entry holds, with another's confidence where they are lent.
  func calibration(
    confidence: CalibrationConfidence? = nil
  ) throws(CatalogError) -> OperatorCalibration {
    var products: [NumericFormat: ProductEfficiency] = [:]
    var experts: [NumericFormat: ExpertEfficiency] = [:]
    for format in NumericFormat.allCases {
      products[format] = record.group("products")?.group(format.rawValue)?.product
      experts[format] = record.group("experts")?.group(format.rawValue)?.expert
    }
    var storedProducts: [WeightFormat: ProductEfficiency] = [:]
    var storedExperts: [WeightFormat: ExpertEfficiency] = [:]
    for format in WeightFormat.withKernelsOfTheirOwn {
      storedProducts[format] = record.group("products")?.group(format.rawValue)?.product
      storedExperts[format] = record.group("experts")?.group(format.rawValue)?.expert
    }
    let allReduce = record.list("all-reduce").compactMap(\.collective)
    guard let prefill = record.group("prefill-attention")?.prefillAttention,
      let decode = record.group("decode-attention")?.decodeAttention,
      let latentPrefill = record.group("latent-prefill")?.prefillAttention,
      let latentDecode = record.group("latent-decode")?.decodeAttention,
      let elementWise = record.number("element-wise"),
      let allToAll = record.group("all-to-all")?.collective,
      let confidence = confidence ?? self.confidence, !products.isEmpty, !experts.isEmpty
    else {
      throw .incomplete(name, kind: kind, missing: ["at least one format"])
    }
    let exchange = ExchangeEfficiency(
      gathers: record.list("gathers").compactMap(\.collective),
      combine: record.group("combine")?.collective,
      bulkDispatch: record.group("bulk-dispatch")?.bulkExchange,
      bulkCombine: record.group("bulk-combine")?.bulkExchange)
    return OperatorCalibration(
      products: products, storedProducts: storedProducts, prefillAttention: prefill,
      decodeAttention: decode, latentPrefillAttention: latentPrefill,
      latentDecodeAttention: latentDecode, experts: experts, storedExperts: storedExperts,
      elementWise: elementWise, handOver: record.quantity("hand-over") ?? .zero,
      allReduce: allReduce, allToAll: allToAll, exchange: exchange,
      training: record.group("training")?.training ?? .none, confidence: confidence)
  }
}

extension Record {
  fileprivate var product: ProductEfficiency? {
    guard let compute = number("compute"), let memory = number("memory"),
      let floor: Seconds = quantity("floor"), let depth = number("half-depth"),
      let tile = number("half-tile")
    else { return nil }
    return ProductEfficiency(
      compute: compute, memory: memory, floor: floor, halfDepth: depth, halfTile: tile,
      quantization: number("quantization"))
  }

  fileprivate var prefillAttention: PrefillAttentionEfficiency? {
    guard let compute = number("compute"), let memory = number("memory"),
      let floor: Seconds = quantity("floor")
    else { return nil }
    return PrefillAttentionEfficiency(
      compute: compute, memory: memory, floor: floor, queryTile: count("query-tile") ?? 1,
      storing: number("storing"),
      eightBit: .init(
        compute: number("eight-bit-compute") ?? 1, storing: number("eight-bit-storing") ?? 1,
        quantization: number("quantization")))
  }

  fileprivate var decodeAttention: DecodeAttentionEfficiency? {
    guard let compute = number("compute"), let memory = number("memory"),
      let floor: Seconds = quantity("floor")
    else { return nil }
    return DecodeAttentionEfficiency(
      compute: compute, memory: memory, floor: floor, combining: quantity("combining") ?? .zero,
      perSequenceHead: quantity("per-sequence-head") ?? quantity("per-sequence") ?? .zero,
      exposed: number("exposed") ?? 0, queries: number("queries"), splits: number("splits"),
      queryTile: count("query-tile") ?? 1,
      eightBit: .init(
        compute: number("eight-bit-compute") ?? 1, memory: number("eight-bit") ?? 1))
  }

  fileprivate var expert: ExpertEfficiency? {
    guard let compute = number("compute"), let memory = number("memory"),
      let floor: Seconds = quantity("floor"), let tile = number("tile"),
      let width = number("half-width"),
      let imbalance = number("imbalance"), let popularity = number("popularity")
    else { return nil }
    return ExpertEfficiency(
      compute: compute, memory: memory, floor: floor, sorting: quantity("sorting") ?? .zero,
      tile: tile, halfRows: number("half-rows"), rereading: number("rereading") ?? 0,
      halfWidth: width, tuned: tunedShapes, permutation: number("permutation"),
      imbalanceExponent: imbalance, popularityExponent: popularity)
  }

  /// Shapes with tuned tiles, where it is known what those reach.
  private var tunedShapes: ExpertEfficiency.Tuned? {
    guard let compute = number("tuned-compute") else { return nil }
    let shapes = (group("tuned-shapes")?.list("shapes") ?? []).compactMap { record in
      guard let experts = record.count("experts"), let width = record.count("width") else {
        return ExpertEfficiency.Shape?.none
      }
      return ExpertEfficiency.Shape(experts: experts, width: width)
    }
    return shapes.isEmpty ? nil : ExpertEfficiency.Tuned(compute: compute, shapes: shapes)
  }

  fileprivate var collective: CollectiveEfficiency? {
    guard let ranks = count("ranks"), let latency: Seconds = quantity("latency"),
      let link = number("link"), let exponent = number("exponent")
    else { return nil }
    return CollectiveEfficiency(ranks: ranks, latency: latency, link: link, exponent: exponent)
  }

  fileprivate var training: TrainingEfficiency? {
    guard let sustained = number("sustained"), let perLayer: Seconds = quantity("per-layer"),
      let perStep: Seconds = quantity("per-step"), let jitter = number("jitter"),
      let tensorExposed = number("tensor-exposed")
    else { return nil }
    return TrainingEfficiency(
      sustained: sustained, perLayer: perLayer, perStep: perStep, jitter: jitter,
      tensorExposed: tensorExposed)
  }

  fileprivate var bulkExchange: BulkExchangeEfficiency? {
    guard let latency: Seconds = quantity("latency"), let link = number("link"),
      let rate: BytesPerSecond = quantity("per-multiprocessor")
    else { return nil }
    return BulkExchangeEfficiency(
      latency: latency, link: link, perMultiprocessor: rate, exponent: number("exponent") ?? 1)
  }
}

/// Where uncertain inputs, each known by a name, take their values: draws in (0, 1), to be inverted
/// by the inputs' laws.
///
/// Input and seed name the stream of an input, not its place among others:
///
/// | method | adding, removing or reordering inputs | taking more draws |
/// | --- | --- | --- |
/// | Monte Carlo | leaves the draws of the others | leaves the earlier ones |
/// | Latin hypercube | leaves the draws of the others | moves all: strata are as many as draws |
/// | Sobol | leaves those of the inputs before it in order | leaves the earlier ones |
///
/// Inputs that are correlated with none keep their draws to the bit whatever is correlated. Those
/// that are, depend on each other by a Gaussian copula: for Latin hypercubes by the order of their
/// draws, each of which keeps its stratum (Iman & Conover 1982, doi:10.1080/03610918208812265). In a
/// Sobol design the copula is applied to its points, which keep their evenness as a whole but not
/// coordinate by coordinate.
///
/// ```swift
/// let design = try InputDesign(
///   .latinHypercube, inputs: ["costs.electricity", "owner.utilization"],
///   correlations: [RankCorrelation("costs.electricity", "owner.utilization", -0.3)], seed: 7)
/// for draw in design.points(200) { … }
/// ```
public struct InputDesign: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Independent draws.
    case monteCarlo = "monte-carlo"
    /// One draw per stratum of each input, in random pairing: see ``LatinHypercube``.
    case latinHypercube = "latin-hypercube"
    /// Shifted Sobol points: see ``LowDiscrepancySequence``. Take 2^m.
    case sobol
  }

  public let method: Method
  public let inputs: [String]
  public let correlations: [RankCorrelation]
  public let seed: UInt64
  let groups: [CorrelatedGroup]

  /// - Throws: where an input is named twice, a correlation is of an unknown input or stated twice,
  ///   correlations are impossible together, or there are more than 40 inputs of a Sobol design.
  public init(
    _ method: Method, inputs: [String], correlations: [RankCorrelation] = [], seed: UInt64
  ) throws(StochasticsError) {
    var known: Set<String> = []
    for name in inputs where !known.insert(name).inserted { throw .repeatedInput(name) }
    let limit = LowDiscrepancySequence.dimensions.upperBound
    if method == .sobol, inputs.count > limit {
      throw .tooManyInputs(design: "a Sobol design", found: inputs.count, limit: limit)
    }
    groups = try CorrelatedGroup.groups(of: inputs, correlations: correlations)
    self.method = method
    self.inputs = inputs
    self.correlations = correlations
    self.seed = seed
  }

  /// `count` draws, each of all inputs in their order, strictly between 0 and 1.
  /// - Precondition: `count` is positive.
  public func points(_ count: Int) -> [[Double]] {
    precondition(count > 0, "\(count) draws")
    guard !inputs.isEmpty else { return [[Double]](repeating: [], count: count) }
    // A Sobol sequence shifts by entity 1, so that its shift is not also a draw.
    var columns = Self.columns(
      count, method: method,
      streams: inputs.map { Self.address(of: $0, seed: seed, entity: method == .sobol ? 1 : 0) })
    for group in groups {
      let places = group.members.map { inputs.firstIndex(of: $0)! }
      let independent = places.map { columns[$0] }
      let dependent =
        switch method {
        case .monteCarlo, .sobol: group.joined(independent)
        case .latinHypercube: group.reordered(independent)
        }
      for (place, column) in zip(places, dependent) { columns[place] = column }
    }
    return (0..<count).map { draw in columns.map { $0[draw] } }
  }

  /// Independent draws, one column per stream.
  static func columns(_ count: Int, method: Method, streams: [StreamAddress]) -> [[Double]] {
    switch method {
    case .monteCarlo:
      return streams.map { address in
        var stream = RandomStream(address)
        var column: [Double] = []
        column.reserveCapacity(count)
        for _ in 0..<count { column.append(stream.nextUniform()) }
        return column
      }
    case .latinHypercube:
      return streams.map { LatinHypercube.coordinates(count, from: $0) }
    case .sobol:
      let points = LowDiscrepancySequence.points(
        count, shifts: streams.map { RandomStream($0).uniform(at: 0) })
      return streams.indices.map { dimension in points.map { $0[dimension] } }
    }
  }

  /// A stream of an input, one of several.
  static func address(of name: String, seed: UInt64, entity: Int) -> StreamAddress {
    StreamAddress(seed: seed, purpose: "uncertain-input/" + name, entity: entity)
  }
}

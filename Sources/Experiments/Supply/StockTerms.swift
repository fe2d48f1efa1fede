public import ComputeSupply
public import Quantities

/// What a stock is judged by, beside the chips in it.
public struct StockTerms: Sendable, Hashable {
  /// By channel: the share of what a country holds of one product in one place that stands in its
  /// largest cluster, under one owner and on one network.
  public var coherentShare: [Double]
  /// The time of the run that is sought.
  public var window: Seconds

  /// - Precondition: there is a share for each channel, each between 0 and 1.
  public init(coherentShare: [Double] = Self.usualShares, window: Seconds = .day * 90) {
    precondition(coherentShare.count == SupplyChannel.count, "\(coherentShare.count) shares")
    precondition(coherentShare.allSatisfy { (0...1).contains($0) } && window > .zero)
    self.coherentShare = coherentShare
    self.window = window
  }

  /// A twentieth of what is held openly, a hundredth of what is smuggled or rented by the hour: a
  /// judgement, between a fiftieth and a seventh for the first.
  ///
  /// At the end of 2024 the largest cluster had 100,000 of some 2.5 million H100 in the world
  /// (xAI's Colossus; Epoch AI's counts), one in 25; the 2,048 H800 of DeepSeek-V3 were a hundredth of
  /// those sold, and clusters of 10,000 and more are reported in China (Jiang et al. 2024, MegaScale,
  /// arXiv 2402.15627: 12,288). Smuggled chips come in lots of dozens to a few thousand.
  public static let usualShares: [Double] = SupplyChannel.allCases.map { channel in
    switch channel {
    case .exporterHome, .elsewhereHome, .licensed, .domestic, .offshoreOwned, .offshoreRented: 0.05
    case .smuggled, .cloud: 0.01
    }
  }
}

/// What keeps a country from the frontier run that it asks for.
public enum TrainingConstraint: String, Sendable, Hashable, CaseIterable {
  /// The run fits.
  case none
  /// Power for the chips there are.
  case power
  /// Chips that stand together: all of one product in one place would do.
  case cluster
  /// Not even those would.
  case chips
  /// No chip of the stock trains the reference at all: formats, memory or links.
  case machine
}

/// What keeps a country from the tokens that it asks for.
public enum ServingConstraint: String, Sendable, Hashable, CaseIterable {
  case none
  /// Power for the chips there are.
  case power
  /// Chips that train instead.
  case training
  case chips
  /// No chip of the stock serves the classes within the objectives: formats or memory.
  case machine
}

/// What the stock of one country's users can do in one month.
public struct StockMonth: Sendable, Hashable {
  /// Chips in use: those of the stock that there is power for.
  public internal(set) var chips = 0.0
  /// H100-equivalents of the whole stock, in the order of `H100Equivalent.allCases`.
  public internal(set) var equivalents = SIMD4<Double>.zero
  /// The largest run within the window on one cluster, with the product it stands on and how many.
  public internal(set) var largestRun = FLOPs.zero
  public internal(set) var clusterProduct = 0
  public internal(set) var clusterAccelerators = 0.0
  /// The final run of a programme whose experiments take their share of the same time.
  public internal(set) var programmeRun = FLOPs.zero
  /// Chips in use between training and inference.
  public internal(set) var allocation = ComputeAllocation()
  /// Tokens per day if all chips in use served.
  public internal(set) var servableTokensPerDay = Tokens.zero
  /// The cost of a token, over what serves; nil where nothing does.
  public internal(set) var costPerToken: USDollarsPerToken?
  /// The same without duty, fee, premium and subsidy.
  public internal(set) var bareCostPerToken: USDollarsPerToken?
  /// Of the dearest channel and product that serves.
  public internal(set) var marginalCostPerToken: USDollarsPerToken?
  /// All chips of the stock under full load, cooling excluded.
  public internal(set) var power = Watts.zero
  public internal(set) var trainingConstraint = TrainingConstraint.none
  public internal(set) var servingConstraint = ServingConstraint.none

  public init() {}
}

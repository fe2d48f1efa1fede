/// A country in the model: the one that makes the rules, the one they aim at, and all others.
public enum SupplyPlace: Int, Sendable, Hashable, CaseIterable {
  /// The country whose rules bind: the United States.
  case exporter
  /// Every country that is neither.
  case elsewhere
  /// The country the rules aim at: China.
  case target

  /// How many places there are.
  @inlinable public static var count: Int { 3 }
}

/// How a chip came to its user. With the product it names the one cell in which a chip is counted.
///
/// A rented chip stands in its channel and not in its owner's home stock, so that sums over channels
/// count each chip once; the places say whose it is by which definition.
public enum SupplyChannel: Int, Sendable, Hashable, CaseIterable {
  /// In the exporter's own country, for its own users.
  case exporterHome
  /// In other countries, for their own users.
  case elsewhereHome
  /// Imported by the target under the rules: free, after notice, or by licence.
  case licensed
  /// Made by the target's own industry.
  case domestic
  /// Brought into the target past the rules.
  case smuggled
  /// Bought by the target's firms for their data centres in other countries.
  case offshoreOwned
  /// Rented by the target's firms from owners in other countries.
  case offshoreRented
  /// Rented by the target's firms by the hour in the exporter's clouds.
  case cloud

  /// How many channels there are: a number that loops can be made for.
  @inlinable public static var count: Int { 8 }

  /// Where the chip stands.
  public var location: SupplyPlace {
    switch self {
    case .exporterHome, .cloud: .exporter
    case .elsewhereHome, .offshoreOwned, .offshoreRented: .elsewhere
    case .licensed, .domestic, .smuggled: .target
    }
  }

  /// The country of its owner.
  public var owner: SupplyPlace {
    switch self {
    case .exporterHome, .cloud: .exporter
    case .elsewhereHome, .offshoreRented: .elsewhere
    case .licensed, .domestic, .smuggled, .offshoreOwned: .target
    }
  }

  /// The country of its user.
  public var user: SupplyPlace {
    switch self {
    case .exporterHome: .exporter
    case .elsewhereHome: .elsewhere
    case .licensed, .domestic, .smuggled, .offshoreOwned, .offshoreRented, .cloud: .target
    }
  }

  /// Whether chips reach the channel out of the world's output for other countries.
  public var isLeak: Bool {
    switch self {
    case .smuggled, .offshoreOwned, .offshoreRented, .cloud: true
    case .exporterHome, .elsewhereHome, .licensed, .domestic: false
    }
  }

  /// The name in tables and files.
  public var name: String {
    switch self {
    case .exporterHome: "exporter-home"
    case .elsewhereHome: "elsewhere-home"
    case .licensed: "licensed"
    case .domestic: "domestic"
    case .smuggled: "smuggled"
    case .offshoreOwned: "offshore-owned"
    case .offshoreRented: "offshore-rented"
    case .cloud: "cloud"
    }
  }
}

public import Quantities

/// How a collective is carried out for a buffer of some size: what happens at each level.
public struct CollectiveChoice: Sendable, Hashable {
  /// What happens at one level.
  public struct Stage: Sendable, Hashable {
    /// The level's name, such as `NVLink4`.
    public let level: String
    /// Ranks, or domains of the level within, that take part.
    public let ranks: Int
    public let method: Method
  }

  /// What sums or moves the buffer at one level.
  public enum Method: Sendable, Hashable {
    /// The measured collective of the engine or of the vendor's library, whatever it does inside.
    case measured
    /// The same beyond the ranks that were measured.
    case extrapolated(from: Int)
    /// Phases before and after the level beyond.
    case gathers
    case algorithm(AllReduceAlgorithm)
  }

  /// Innermost level first.
  public let stages: [Stage]
}

extension CollectiveChoice.Method {
  public var name: String {
    switch self {
    case .measured: "measured"
    case .extrapolated(let ranks): "measured on \(ranks)"
    case .gathers: "scatter and gather"
    case .algorithm(let algorithm): algorithm.rawValue
    }
  }
}

/// One exchange of a step with the way it takes.
public struct StepCommunication: Sendable, Hashable {
  /// How tokens reach their experts.
  public enum Exchange: String, Sendable, Hashable {
    /// Every copy straight to its device.
    case direct
    /// Once to each domain, and forwarded inside.
    case bulk
  }

  /// A collective operation, or tokens on their way to experts and back.
  public enum Way: Sendable, Hashable {
    case collective(CollectiveChoice)
    case exchange(Exchange)
  }

  public let part: StepOperator
  /// The index of the model's layer group, nil for what lies outside the layers.
  public let layerGroup: Int?
  public let ranks: Int
  /// Bytes of the buffer, or what one device sends.
  public let size: Bytes
  public let way: Way
  /// How many times it happens in a step.
  public let count: Int
  /// One of them.
  public let duration: Seconds
}

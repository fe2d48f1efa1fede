public import Hardware
import LanguageModels
public import Quantities

/// The operators of a step on the roofline of one device: how much arithmetic each does per byte,
/// and how near it comes to what the datasheet allows there.
///
///     roof(I) = min( peak of the format, I · bandwidth ),   share of roof = (work / time) / roof
///
/// Williams, Waterman & Patterson (2009), "Roofline", doi:10.1145/1498765.1498785. The layers of
/// all groups are added per operator. Times are those of the model, with all that happens inside a
/// kernel: padding, quantization passes, costs per sequence. The scores of a sparse indexer are
/// counted under the roof of the attention core.
public struct StepRoofline: Sendable, Hashable {
  /// One operator and where it stands.
  public struct Entry: Sendable, Hashable {
    public let part: StepOperator
    public let duration: Seconds
    /// Of the whole step.
    public let share: Double
    public let place: Place
  }

  /// What bounds an operator, and how near it comes.
  public enum Place: Sendable, Hashable {
    /// Arithmetic and traffic: a point under the roof.
    case roof(Point)
    /// Bytes without arithmetic: the rate, and its share of the memory bandwidth.
    case stream(BytesPerSecond, shareOfRoof: Double)
    /// Links between devices.
    case links
    /// The host.
    case host
  }

  /// An operator with arithmetic and traffic.
  public struct Point: Sendable, Hashable {
    /// The format of the arithmetic.
    public let format: NumericFormat
    /// FLOP per byte.
    public let intensity: Double
    public let achieved: FLOPsPerSecond
    /// ``TimeCause/memory`` left of the ridge, ``TimeCause/compute`` right of it.
    public let limit: TimeCause
    public let shareOfRoof: Double
  }

  /// The memory roof of one device.
  public let bandwidth: BytesPerSecond
  /// The compute roofs of the formats that the operators multiply in, highest first.
  public let peaks: [Peak]
  /// In the order of ``StepOperator``.
  public let entries: [Entry]

  /// The dense peak of one format.
  public struct Peak: Sendable, Hashable {
    public let format: NumericFormat
    public let rate: FLOPsPerSecond
  }

  public init(_ step: StepBreakdown, of deployment: Deployment) {
    let device = deployment.cluster.accelerator.device
    bandwidth = device.memory.bandwidth
    var used: [NumericFormat] = []
    entries = step.byOperator.map { part, duration in
      let rows = step.rows.filter { $0.part == part }
      let work = rows.reduce(FLOPs.zero) { $0 + $1.work }
      let traffic = rows.reduce(Bytes.zero) { $0 + $1.traffic }
      let place: Place
      switch part {
      case .host: place = .host
      case .tensorAllReduce, .dispatch, .combine, .pipelineTransfer, .overlap, .embeddingTables:
        place = .links
      case .embedding, .attentionProjection, .prefillAttention, .decodeAttention,
        .outputProjection, .feedForward, .sharedExperts, .router, .experts, .quantization,
        .elementWise, .head, .sampling, .draft:
        if work > .zero, traffic > .zero, let format = deployment.arithmetic(of: part),
          let roofline = Roofline(device: device, format: format)
        {
          if !used.contains(format) { used.append(format) }
          let intensity = work.value / traffic.value
          place = .roof(
            Point(
              format: format, intensity: intensity, achieved: work / duration,
              limit: intensity < roofline.ridge ? .memory : .compute,
              shareOfRoof: roofline.duration(work: work, traffic: traffic) / duration))
        } else if traffic == .zero {
          // Drafts that no network makes.
          place = .host
        } else {
          let rate = traffic / duration
          place = .stream(rate, shareOfRoof: rate / device.memory.bandwidth)
        }
      }
      return Entry(part: part, duration: duration, share: duration / step.duration, place: place)
    }
    peaks = used.compactMap { format in device.peak[format].map { Peak(format: format, rate: $0) } }
      .sorted { ($0.rate, $1.format.rawValue) > ($1.rate, $0.format.rawValue) }
  }
}

extension Deployment {
  /// The format in which an operator multiplies; nil for what does not, or cannot.
  public func arithmetic(of part: StepOperator) -> NumericFormat? {
    let peak = cluster.accelerator.peak
    func format(_ tensors: TensorClass) -> NumericFormat? {
      ArithmeticChoice(stored: weights[tensors], peak: peak)?.arithmetic
    }
    switch part {
    case .attentionProjection, .outputProjection: return format(.attention)
    case .feedForward, .sharedExperts: return format(.feedForward)
    case .experts: return format(.experts)
    case .router, .head, .elementWise: return format(.other)
    case .prefillAttention, .decodeAttention: return peak.activationFormat
    case .draft: return draftDeployment?.arithmetic(of: .attentionProjection)
    case .embedding, .quantization, .tensorAllReduce, .dispatch, .combine, .pipelineTransfer,
      .overlap, .embeddingTables, .sampling, .host:
      return nil
    }
  }
}

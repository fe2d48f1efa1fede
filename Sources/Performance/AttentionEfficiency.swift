public import Quantities

/// Efficiency of the attention of prompts, causal and tiled (Dao 2023, arXiv 2307.08691):
///
///     t = floor + max(arithmetic, longest tile) + traffic + storing
///     arithmetic    work · (1 + (T − 1)/2 · queries/pairs) / (η·peak)    masked parts of tiles
///     longest tile  T rows of one head over all their keys, on one multiprocessor
///     traffic       (queries and outputs, rows in whole tiles; keys and values once) / (η_m·bandwidth)
///     storing       new keys and values into the cache, at a rate of its own
///
/// Arithmetic and traffic add: tiles of one prompt are too short to hide the loads of the next.
/// The form has one tile `T`, not one per head size. On published tables (vLLM 0.24 and
/// TensorRT-LLM 1.3 kernels) it leaves 4 to 8 % at the median.
public struct PrefillAttentionEfficiency: Sendable, Hashable {
  /// Of the dense peak in the format of activations.
  public let compute: Double
  /// Of the memory bandwidth, for queries, outputs, keys and values.
  public let memory: Double
  public let floor: Seconds
  /// Query rows of one tile, `T`: a shorter prompt pays for a whole one. 1 is no tiling.
  public let queryTile: Int
  /// Of the memory bandwidth, when new keys and values go into a 16-bit cache; nil where that is
  /// not a pass of its own. A thread block moves one token, at most ``storedElements`` of its keys
  /// at a time, so that many small heads cost what one large one does.
  public let storing: Double?
  public let eightBit: EightBit

  /// What an 8-bit cache changes, for chips that multiply its format.
  public struct EightBit: Sendable, Hashable {
    /// Factor on the peak of 16-bit formats.
    public let compute: Double
    /// Factor on the rate of storing, which has to scale and round.
    public let storing: Double
    /// Of the memory bandwidth, in the pass that quantizes what is multiplied (3 bytes per
    /// element); nil where it is fused.
    public let quantization: Double?

    public init(compute: Double = 1, storing: Double = 1, quantization: Double? = nil) {
      precondition(compute > 0 && storing > 0 && quantization ?? 1 > 0)
      self.compute = compute
      self.storing = storing
      self.quantization = quantization
    }
  }

  /// Elements of keys, and as many of values, that a thread block stores at once.
  static let storedElements = 512

  public init(
    compute: Double, memory: Double, floor: Seconds, queryTile: Int = 1, storing: Double? = nil,
    eightBit: EightBit = EightBit()
  ) {
    precondition(compute > 0 && memory > 0 && floor.value >= 0)
    precondition(queryTile >= 1 && storing ?? 1 > 0)
    self.compute = compute
    self.memory = memory
    self.floor = floor
    self.queryTile = queryTile
    self.storing = storing
    self.eightBit = eightBit
  }
}

/// Efficiency of the attention of single new tokens over a cache:
///
///     t = floor (+ combining) + max(cache, starts) + ξ·min(cache, starts) + queries
///     cache    max( bytes/(η_m·bandwidth), work/(η_c·peak) ) / min(1, blocks/multiprocessors)
///     starts   sequences · KV heads · c · 132/multiprocessors
///     queries  their bytes and those of the outputs / (η_q·bandwidth)
///
/// `blocks` is sequences · KV heads · splits (Eq. 3.11): a long context is cut into at most so many
/// parts, and few sequences leave part of the chip idle. On published tables (vLLM 0.24 and
/// TensorRT-LLM 1.3 kernels) the form leaves 6 to 10 % at the median.
public struct DecodeAttentionEfficiency: Sendable, Hashable {
  /// Of the dense peak in the format of activations.
  public let compute: Double
  /// Of the memory bandwidth, 16-bit cache.
  public let memory: Double
  public let floor: Seconds
  /// What joining the parts of a cache adds to the floor: a kernel of its own, needed where a
  /// context is longer than ``keyBlock``. Like the floor, a matter of launches.
  public let combining: Seconds
  /// Time to start and end one (sequence × key-value head) on a chip of 132 multiprocessors; one
  /// latent counts as one head.
  public let perSequenceHead: Seconds
  /// The share of the shorter of cache and starts that the longer does not hide, ξ (Eq. 4.19).
  public let exposed: Double
  /// Of the memory bandwidth, for queries and outputs; nil where they are as fast as the cache.
  public let queries: Double?
  /// Parts into which the cache of one sequence and head is cut at most; nil is no limit.
  public let splits: Double?
  /// Rows of query heads that a multiplication takes at least: fewer cost as much.
  public let queryTile: Int
  public let eightBit: EightBit

  /// Tokens of the context that one step of a kernel takes: no shorter cache is cut.
  static let keyBlock = 128.0

  /// What an 8-bit cache changes.
  public struct EightBit: Sendable, Hashable {
    /// Factor on the peak of 16-bit formats, on chips that multiply the cache's format.
    public let compute: Double
    /// Factor on the bandwidth.
    public let memory: Double

    public init(compute: Double = 1, memory: Double = 1) {
      precondition(compute > 0 && memory > 0)
      self.compute = compute
      self.memory = memory
    }
  }

  public init(
    compute: Double, memory: Double, floor: Seconds, combining: Seconds = .zero,
    perSequenceHead: Seconds = .zero, exposed: Double = 0, queries: Double? = nil,
    splits: Double? = nil, queryTile: Int = 1,
    eightBit: EightBit = EightBit()
  ) {
    precondition(compute > 0 && memory > 0 && floor.value >= 0 && perSequenceHead.value >= 0)
    precondition(combining.value >= 0)
    precondition(0...1 ~= exposed && queries ?? 1 > 0 && splits ?? 1 >= 1 && queryTile >= 1)
    self.compute = compute
    self.memory = memory
    self.floor = floor
    self.combining = combining
    self.perSequenceHead = perSequenceHead
    self.exposed = exposed
    self.queries = queries
    self.splits = splits
    self.queryTile = queryTile
    self.eightBit = eightBit
  }
}

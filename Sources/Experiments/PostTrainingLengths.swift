import Quantities
import Serving
import Stochastics
public import Training

/// The lengths of the prompts and responses of one iteration, drawn.
///
/// The length of prompt q and of response i are read from streams of their own at q and i, whatever
/// the algorithm and the machine: alternatives with as many samples learn from the same ones
/// (Eq. 11.2). Responses to one prompt are drawn independently; those to hard prompts are longer
/// together in truth.
public struct PostTrainingLengths: Sendable, Hashable {
  /// By prompt.
  public let prompts: [Int]
  /// By sample: those of prompt q are `q·G ..< (q + 1)·G`.
  public let responses: [Int]

  public init(_ terms: PostTrainingTerms, seed: UInt64, replication: Int) {
    func draws(_ law: Distribution, _ purpose: String, _ count: Int, limit: Int) -> [Int] {
      let sampler = Sampler(law)
      let address = StreamAddress(seed: seed, replication: replication, purpose: purpose)
      return (0..<count).map { entity in
        let draw = sampler.value(at: RandomStream(address.of(entity: entity)).uniform(at: 0))
        return Int(min(max(draw.rounded(), 1), Double(limit)))
      }
    }
    prompts = draws(
      terms.promptTokens, "post-training prompts", terms.prompts, limit: terms.promptLimit)
    responses = draws(
      terms.responseTokens, "post-training responses", terms.samples, limit: terms.responseLimit)
  }

  /// - Precondition: there are as many responses to each prompt.
  public init(prompts: [Int], responses: [Int]) {
    precondition(
      !prompts.isEmpty && responses.count.isMultiple(of: prompts.count),
      "\(responses.count) responses to \(prompts.count) prompts")
    self.prompts = prompts
    self.responses = responses
  }

  public var samplesPerPrompt: Int { responses.count / prompts.count }

  /// The samples with their prompts.
  public var sequences: SampledSequences {
    get throws(PostTrainingError) {
      let each = samplesPerPrompt
      return try SampledSequences(
        responses.indices.lazy.map { (prompt: prompts[$0 / each], response: responses[$0]) })
    }
  }

  /// The requests that ask for the samples, all at once.
  ///
  /// Samples of one prompt state the same words, so that engines that cache prefixes compute it once.
  /// Words are known from the end of the step that computes them; engines that know them from its
  /// start, and compute a prompt once though all its samples begin together, are matched by an order:
  /// the first sample of a prompt goes ahead of the others by as many prompts as fill a step. Of the
  /// last prompts, after which no others fill it, some are computed more than once.
  ///
  /// - Parameters:
  ///   - blockTokens: tokens of a cache block.
  ///   - stepTokens: tokens that the steps of all replicas take together.
  func requests(blockTokens: Int, stepTokens: Int) throws(ServingError) -> RequestTrace {
    var trace = RequestTrace(blockTokens: blockTokens)
    let each = samplesPerPrompt
    func append(_ prompt: Int, _ samples: Range<Int>) throws(ServingError) {
      // Blocks are told apart by their place too: one word for all of a prompt.
      let words = [UInt64](
        repeating: UInt64(prompt) + 1, count: prompts[prompt] / blockTokens)
      for sample in samples {
        try trace.append(
          ListedRequest(
            arrival: .zero, promptTokens: prompts[prompt],
            outputTokens: responses[prompt * each + sample], blockHashes: words))
      }
    }
    var (leading, ahead) = (0, 0)
    for prompt in prompts.indices {
      while leading < prompts.count, leading <= prompt || ahead <= stepTokens + prompts[prompt] {
        try append(leading, 0..<1)
        ahead += prompts[leading]
        leading += 1
      }
      try append(prompt, 1..<each)
      ahead -= prompts[prompt]
    }
    return trace
  }
}

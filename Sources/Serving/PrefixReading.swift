import EventKernel
import Quantities

/// The links over which one replica reads blocks of lower tiers, one request after another.
struct PrefixReading: Sendable {
  /// What a request takes of the text that is held.
  struct Choice: Sendable {
    /// The run of the last block, and how many blocks there are down to it.
    var last: Int32
    var blocks: Int
    var hostBlocks = 0
    var storageBlocks = 0
    /// When those of lower tiers are on the device.
    var arrival: Instant
  }

  private let caching: PrefixCaching
  private let blockTokens: Int
  /// Requests that read at once, each over the links of its attention rank.
  private let ranks: Double
  /// When each link has read what was asked of it.
  private var hostFree = Instant.zero
  private var storageFree = Instant.zero

  init(_ caching: PrefixCaching, blockTokens: Int, attentionRanks: Int) {
    self.caching = caching
    self.blockTokens = blockTokens
    ranks = Double(attentionRanks)
  }

  /// What promises the first token soonest: what the device holds, with what the host holds, or all.
  func choice(_ match: PrefixCache.Match, ofTokens tokens: Int, at now: Instant) -> Choice {
    var choice = Choice(last: match.last, blocks: match.blocks, arrival: now)
    var best = caching.computing.map { $0.time(from: choice.blocks * blockTokens, to: tokens) }
    var deeper = choice
    func consider() {
      let reading = deeper.arrival - now
      guard let computing = caching.computing, let soonest = best else {
        choice = deeper
        return
      }
      let rest = computing.time(from: deeper.blocks * blockTokens, to: tokens)
      let time = caching.readsByLayer ? max(reading, rest) : reading + rest
      guard time <= soonest else { return }
      choice = deeper
      best = time
    }
    if match.hostBlocks > 0, let host = caching.host {
      deeper.last = match.lastOfHost
      deeper.blocks += match.hostBlocks
      deeper.hostBlocks = match.hostBlocks
      deeper.arrival = host.end(of: match.hostBlocks, after: max(now, hostFree))
      consider()
    }
    if match.storageBlocks > 0, let storage = caching.storage {
      deeper.last = match.lastOfStorage
      deeper.blocks += match.storageBlocks
      deeper.storageBlocks = match.storageBlocks
      deeper.arrival = max(
        deeper.arrival, storage.end(of: match.storageBlocks, after: max(now, storageFree)))
      consider()
    }
    return choice
  }

  /// Lets the links read what a request takes.
  mutating func read(_ choice: Choice, at now: Instant) {
    if choice.hostBlocks > 0, let host = caching.host {
      hostFree = max(now, hostFree) + Double(choice.hostBlocks) / ranks * host.timePerBlock
    }
    if choice.storageBlocks > 0, let storage = caching.storage {
      storageFree =
        max(now, storageFree) + Double(choice.storageBlocks) / ranks * storage.timePerBlock
    }
  }

  /// When the rest of a prompt may begin, so that it ends no sooner than its blocks are read: layer
  /// by layer, it is computed while they are.
  func start(ofTokens tokens: Int, after blocks: Int, arrival: Instant, at now: Instant) -> Instant
  {
    guard arrival > now else { return now }
    guard caching.readsByLayer, let computing = caching.computing else { return arrival }
    let hidden = computing.time(from: blocks * blockTokens, to: tokens)
    let exposed = (arrival - now) - hidden
    return exposed > .zero ? now + exposed : now
  }
}

extension PrefixCaching.Tier {
  /// When so many blocks are read over a link that is free from an instant on.
  func end(of blocks: Int, after instant: Instant) -> Instant {
    instant + (latency + Double(blocks) * timePerBlock)
  }
}

/// One thing that is measured on a run: its name in files, its unit, and exactly what it means.
public struct Metric: Sendable, Hashable {
  /// The name in files and on the command line, such as `tpot.p95`.
  public let name: String
  /// The unit of every value; nil for pure numbers.
  public let unit: String?
  /// What tables call it.
  public let title: String
  /// The definition, with what it includes and leaves out.
  public let definition: String

  /// Whether it is a latency, which an overloaded run refuses: it grows with the run's length.
  public var isLatency: Bool {
    ["objective.", "ttft.", "tpot.", "itl.", "e2e.", "queue.", "interactivity.", "pools.transfer."]
      .contains {
        name.hasPrefix($0)
      }
  }

  init(_ name: String, _ unit: String?, _ title: String, _ definition: String) {
    self.name = name
    self.unit = unit
    self.title = title
    self.definition = definition
  }

  /// A figure of one pool.
  static func ofPool(
    _ pool: String, _ word: String, _ title: String, _ definition: String
  ) -> Metric {
    Metric("pool.\(pool).\(word)", nil, "\(title), pool \(pool)", definition)
  }
}

extension Metric {
  // MARK: Fleet

  public static let accelerators = Metric(
    "fleet.accelerators", nil, "accelerators",
    "Accelerator packages that the replicas occupy, and that are paid for.")
  public static let acceleratorsPaid = Metric(
    "fleet.accelerators-paid", nil, "accelerators paid",
    "Mean number of accelerators that are paid for: stopped ones only where they are reserved.")
  public static let replicas = Metric(
    "fleet.replicas", nil, "replicas", "Replicas behind the router.")

  public static let replicasInService = Metric(
    "fleet.replicas-in-service", nil, "replicas in service",
    "Mean number of replicas that serve, busy or idle; those that run out included.")
  public static let replicasHeld = Metric(
    "fleet.replicas-held", nil, "replicas held",
    "Mean number of replicas that serve, are being started or have failed.")
  public static let availability = Metric(
    "fleet.availability", nil, "availability",
    "Time in service over time in service and time between failure and return; the count is of "
      + "failures.")
  public static let failureRate = Metric(
    "fleet.failures", "1/h", "failures", "Replicas that failed, per hour.")
  public static let reroutedRequests = Metric(
    "requests.rerouted", "1/h", "requests rerouted",
    "Requests that had to find another replica because theirs ended, per hour.")
  public static let lostRequests = Metric(
    "requests.lost", "1/h", "requests lost", "Requests rejected because their replica failed.")
  public static let scalings = Metric(
    "fleet.scalings", "1/h", "starts and stops",
    "Replicas that began to serve after a start, or were told to stop, per hour.")

  // MARK: Throughput

  public static let outputThroughput = Metric(
    "throughput.output", "tok/s", "output throughput",
    "Output tokens made in the measured window per second, over the whole fleet.")
  public static let outputPerAccelerator = Metric(
    "throughput.output-per-accelerator", "tok/s", "output per accelerator",
    "Output throughput divided by the accelerators of the fleet.")
  public static let totalThroughput = Metric(
    "throughput.total", "tok/s", "total throughput",
    "Input tokens, cached ones included, and output tokens per second, over the whole fleet.")
  public static let requestRate = Metric(
    "throughput.requests", "1/s", "requests completed",
    "Requests whose last token was made in the measured window, per second.")
  public static let interactivity = Metric(
    "interactivity.p50", "tok/s", "interactivity (p50)",
    "Tokens per second that one user sees: 1 / median time per output token.")

  // MARK: Latency

  public static let timeToFirstToken50 = latency("ttft", 50)
  public static let timeToFirstToken90 = latency("ttft", 90)
  public static let timeToFirstToken95 = latency("ttft", 95)
  public static let timeToFirstToken99 = latency("ttft", 99)
  public static let timePerOutputToken50 = latency("tpot", 50)
  public static let timePerOutputToken90 = latency("tpot", 90)
  public static let timePerOutputToken95 = latency("tpot", 95)
  public static let timePerOutputToken99 = latency("tpot", 99)
  public static let interTokenLatency50 = latency("itl", 50)
  public static let interTokenLatency90 = latency("itl", 90)
  public static let interTokenLatency95 = latency("itl", 95)
  public static let interTokenLatency99 = latency("itl", 99)
  public static let endToEnd50 = latency("e2e", 50)
  public static let endToEnd90 = latency("e2e", 90)
  public static let endToEnd95 = latency("e2e", 95)
  public static let endToEnd99 = latency("e2e", 99)
  public static let queueing50 = latency("queue", 50)
  public static let queueing90 = latency("queue", 90)
  public static let queueing95 = latency("queue", 95)
  public static let queueing99 = latency("queue", 99)

  private static func latency(_ word: String, _ percentile: Int) -> Metric {
    let (title, unit, definition) =
      switch word {
      case "ttft":
        (
          "time to first token", "s",
          "From arrival at the front door to the first output token: queue and prefill included."
        )
      case "tpot":
        (
          "time per output token", "ms",
          "Per request, (last token − first token) / (tokens − 1): the first token is excluded."
        )
      case "itl":
        ("inter-token latency", "ms", "Every gap between two tokens; the count is of gaps.")
      case "e2e": ("end-to-end latency", "s", "From arrival to the last output token.")
      default: ("queue wait", "s", "Time in queues, over all visits of a request.")
      }
    return Metric("\(word).p\(percentile)", unit, "\(title) (p\(percentile))", definition)
  }

  // MARK: Service

  public static let promisedFirstToken = Metric(
    "objective.ttft", "s", "time to first token at the promised percentile",
    "The percentile that the objective names.")
  public static let promisedPerToken = Metric(
    "objective.tpot", "ms", "time per output token at the promised percentile",
    "The percentile that the objective names.")
  public static let promisedGap = Metric(
    "objective.itl", "ms", "inter-token latency at the promised percentile",
    "The percentile, over gaps, that the objective names.")
  public static let promisedEndToEnd = Metric(
    "objective.e2e", "s", "end-to-end latency at the promised percentile",
    "The percentile that the objective names.")

  public static let attainment = Metric(
    "attainment", nil, "within objectives",
    "Share of arrived requests with both latencies inside the objectives; rejected and "
      + "unfinished requests are misses.")
  public static let goodput = Metric(
    "goodput", "1/s", "goodput", "Requests per second that kept the objectives.")
  public static let arrivalRate = Metric(
    "requests.arrived", "1/s", "requests arrived", "Requests that arrived, per second.")
  public static let rejectedShare = Metric(
    "requests.rejected", nil, "turned away",
    "Share of arrived requests that no replica took: the queue full, too long, no pool for their "
      + "residency, or lost with a replica.")
  public static let expiredShare = Metric(
    "requests.expired", nil, "expired in the queue",
    "Share of arrived requests that were shed because their deadline could not be kept.")
  public static let lateShare = Metric(
    "requests.late", nil, "completed late",
    "Share of arrived requests whose last token came after their deadline.")
  public static let unfinishedShare = Metric(
    "requests.unfinished", nil, "unfinished",
    "Share of arrived requests that were in the system when the run ended.")
  public static let concurrency = Metric(
    "concurrency", nil, "requests in flight", "Mean requests in the system, over the fleet.")
  public static let running = Metric(
    "concurrency.running", nil, "sequences running", "Mean sequences that are computed.")

  // MARK: Use of the machine

  public static let busy = Metric(
    "utilization.busy", nil, "busy time", "Share of replica time spent in steps.")
  public static let prefillShare = Metric(
    "utilization.prefill", nil, "prefill time",
    "Share of replica time charged to prompts, by the Shapley value of mixed steps.")
  public static let decodeShare = Metric(
    "utilization.decode", nil, "decode time",
    "Share of replica time charged to output, by the Shapley value of mixed steps.")
  public static let cacheUse = Metric(
    "utilization.cache", nil, "KV cache in use",
    "Mean share of the cache blocks of replicas in service that are in use.")
  public static let prefixHits = Metric(
    "prefix.hits", nil, "prompt found in the cache",
    "Share of prompt tokens found in the prefix cache rather than computed; tokens that only a "
      + "preemption had cost are left out.")
  public static let prefixHitsDevice = prefixHits(
    in: "device", "Share of the blocks found that were on the device.")
  public static let prefixHitsHost = prefixHits(
    in: "host", "Share of the blocks found that were read from the host's memory.")
  public static let prefixHitsStorage = prefixHits(
    in: "storage", "Share of the blocks found that were read from storage.")
  public static let prefixDeclined = Metric(
    "prefix.declined", nil, "  held, but computed",
    "Blocks of lower tiers that were computed anew because that was quicker, over all blocks held of "
      + "the prompts.")
  public static let prefixEvicted = Metric(
    "prefix.evicted", "1/s", "blocks evicted",
    "Blocks whose place on the device was wanted, per second, over the fleet; where there is a lower "
      + "tier, they are written there.")
  public static let prefixWait = Metric(
    "prefix.wait", "ms", "wait for reading",
    "Mean time that admitted requests wait for their blocks to come from lower tiers.")

  private static func prefixHits(in tier: String, _ definition: String) -> Metric {
    Metric("prefix.hits-\(tier)", nil, "  of which \(tier)", definition)
  }

  public static let computeUse = Metric(
    "utilization.compute", nil, "arithmetic in use",
    "Arithmetic of all steps over what the devices could do at their peaks, idle time included.")
  public static let bandwidthUse = Metric(
    "utilization.bandwidth", nil, "memory bandwidth in use",
    "Bytes of weights, activations and caches over what the memories could move, idle time included."
  )
  public static let headroom = Metric(
    "load.headroom", nil, "distance to the knee",
    "1 − offered load over the load at which the fleet is always busy in its largest batches; "
      + "queues grow long well before nothing is left. Of an open load.")
  public static let power = Metric(
    "power.accelerator", "W", "power per accelerator, host and cooling included",
    "Mean electric power of one accelerator with its share of the host, cooling included.")
  public static let energyPrompts = Metric(
    "energy.prompts", "kWh/Mtok", "energy of prompts",
    "Energy drawn on account of prompts over all prompt tokens computed, cooling included.")
  public static let energyDecode = Metric(
    "energy.decode", "kWh/Mtok", "energy of decoding",
    "Energy drawn on account of output over the output tokens, cooling included.")
  public static let energyIdle = Metric(
    "energy.idle", nil, "energy of idle time", "Share of all energy that is drawn in idle time.")
  public static let energy = Metric(
    "energy.output", "kWh/Mtok", "energy per output token",
    "All facility energy over the output tokens; input tokens carry none of it.")

  // MARK: Pools

  public static let busyPrefillPool = Metric(
    "pools.prefill-busy", nil, "busy time, prefill pool",
    "Share of replica time spent in steps, in the pool that computes prompts.")
  public static let busyDecodePool = Metric(
    "pools.decode-busy", nil, "busy time, decode pool",
    "Share of replica time spent in steps, in the pool that decodes.")
  public static let cachePrefillPool = Metric(
    "pools.prefill-cache", nil, "KV cache in use, prefill pool",
    "Mean share of cache blocks in use, those of caches that wait for a transfer included.")
  public static let cacheDecodePool = Metric(
    "pools.decode-cache", nil, "KV cache in use, decode pool",
    "Mean share of cache blocks in use, those of caches on their way included.")
  public static let cacheTransfer50 = Metric(
    "pools.transfer.p50", "ms", "cache transfer (p50)",
    "From blocks being given in the decode pool to the cache being there; waiting for the blocks is "
      + "queue wait.")
  public static let cacheTransfer95 = Metric(
    "pools.transfer.p95", "ms", "cache transfer (p95)", "As at the median.")
  public static let cacheMoved = Metric(
    "pools.moved", "GB/s", "caches moved", "Bytes of caches that reached the decode pool.")

  /// All metrics, in the order of tables.
  public static let all: [Metric] =
    [
      accelerators, acceleratorsPaid, replicas, replicasInService, replicasHeld, availability,
      failureRate,
      reroutedRequests, lostRequests, scalings, outputThroughput, outputPerAccelerator,
      totalThroughput, requestRate,
      interactivity, timeToFirstToken50, timeToFirstToken90, timeToFirstToken95,
      timeToFirstToken99, timePerOutputToken50, timePerOutputToken90, timePerOutputToken95,
      timePerOutputToken99, interTokenLatency50, interTokenLatency90,
      interTokenLatency95, interTokenLatency99, endToEnd50, endToEnd90, endToEnd95, endToEnd99,
      queueing50, queueing90, queueing95, queueing99, promisedFirstToken, promisedPerToken,
      promisedGap,
      promisedEndToEnd, attainment, goodput, arrivalRate, rejectedShare, expiredShare, lateShare,
      unfinishedShare, concurrency, running, busy,
      prefillShare, decodeShare, cacheUse, computeUse, bandwidthUse, headroom, prefixHits,
      prefixHitsDevice,
      prefixHitsHost, prefixHitsStorage,
      prefixDeclined, prefixEvicted, prefixWait, busyPrefillPool, busyDecodePool, cachePrefillPool,
      cacheDecodePool,
      cacheTransfer50, cacheTransfer95, cacheMoved, power, energy, energyPrompts, energyDecode,
      energyIdle,
    ] + ofCost + ofPrices + ofTraining + ofPostTraining

  /// The metric of a name.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}

/// One metric of one run.
public struct Measurement: Sendable, Hashable {
  public let metric: Metric
  /// In the metric's unit.
  public let value: Double
  /// How many observations stand behind it: requests, gaps or steps; nil for ratios of sums.
  public let count: Int?
  /// The class of requests that it is of; nil for all together.
  public let requestClass: String?

  init(_ metric: Metric, _ value: Double, count: Int? = nil, requestClass: String? = nil) {
    self.metric = metric
    // A negative zero becomes zero: in files, and in a store of runs, they are one number.
    self.value = value + 0
    self.count = count
    self.requestClass = requestClass
  }

  /// The same of one class of requests.
  func of(requestClass: String) -> Measurement {
    Measurement(metric, value, count: count, requestClass: requestClass)
  }
}

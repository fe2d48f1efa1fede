/// Contenders for the same work, run in turn so that a slow second of the machine hits them all.
struct Contest {
  /// One way of doing the work.
  struct Contender {
    let name: String
    /// Does the work once and returns a checksum of its results.
    let work: () throws -> UInt64
  }

  /// The rates of one contender, a round each.
  struct Standing {
    let name: String
    let rates: [Double]
    /// The rate over that of the first contender, by round.
    let ratios: [Double]
  }

  /// What is done: `hold 100`.
  let title: String
  /// How much work one round is, such as a number of events.
  let workPerRound: Double
  /// An odd number makes the median a measured value.
  var rounds = 9
  /// The first is the one the others are compared with.
  let contenders: [Contender]

  /// Runs one round without measuring and then all rounds, each beginning with another contender.
  func run() throws -> [Standing] {
    var rates = [[Double]](repeating: [], count: contenders.count)
    for round in 0...rounds {
      var checksums = [UInt64](repeating: 0, count: contenders.count)
      for turn in contenders.indices {
        let index = (turn + round) % contenders.count
        var checksum: UInt64 = 0
        let duration = try ContinuousClock().measure { checksum = try contenders[index].work() }
        checksums[index] = checksum
        if round > 0 { rates[index].append(workPerRound / (duration / .seconds(1))) }
      }
      guard Set(checksums).count == 1 else {
        throw BenchmarkError.checksumsDiffer("\(title): \(checksums)")
      }
    }
    return contenders.indices.map { index in
      Standing(
        name: contenders[index].name, rates: rates[index],
        ratios: zip(rates[index], rates[0]).map { $0 / $1 })
    }
  }
}

extension [Double] {
  /// The middle value, or the mean of the two in the middle.
  var median: Double {
    let sorted = self.sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}

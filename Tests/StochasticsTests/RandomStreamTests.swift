import Testing

@testable import Stochastics

@Suite("Random streams")
struct RandomStreamTests {
  @Test("Philox4x32-10 gives the published block at key 0 and counter 0, and at all ones")
  func knownAnswers() {
    // Known-answer vectors distributed with Salmon et al. (2011).
    #expect(
      Philox.block(key: (0, 0), counter: (0, 0, 0, 0))
        == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = UInt32.max
    #expect(
      Philox.block(key: (ones, ones), counter: (ones, ones, ones, ones))
        == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        key: (0xa409_3822, 0x299f_31d0),
        counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
        == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("FNV-1a and SplitMix64 give their published values")
  func hashes() {
    #expect(StreamAddress.hash(of: "") == 0xcbf2_9ce4_8422_2325)
    #expect(StreamAddress.hash(of: "foobar") == 0x8594_4171_f739_67e8)
    #expect(StreamAddress.mixed(0) == 0xe220_a839_7b1d_cdaf)
  }

  @Test("Uniform numbers lie strictly between 0 and 1 even for all-zero and all-one bits")
  func openInterval() {
    #expect(RandomStream.unit(0, 0) == 0x1p-53)
    #expect(RandomStream.unit(.max, .max) == 1 - 0x1p-53)
  }

  @Test("The number at an index is the one that drawing reaches there, after any seek")
  func seeking() {
    let address = StreamAddress(seed: 7, replication: 3, purpose: "service", entity: -5)
    var drawn = RandomStream(address)
    let indexed = RandomStream(address)
    let numbers = (0..<100).map { _ in drawn.nextUniform() }
    #expect(drawn.position == 100)
    #expect((0..<100).map { indexed.uniform(at: $0) } == numbers)
    var sought = RandomStream(address)
    for index in [7, 6, 99, 0, 50] as [UInt64] {
      sought.seek(to: index)
      #expect(sought.nextUniform() == numbers[Int(index)])
      #expect(sought.position == index + 1)
    }
    let last = RandomStream.length - 1
    sought.seek(to: last)
    #expect(sought.nextUniform() == indexed.uniform(at: last))
  }

  @Test("A stream does not depend on what was created or drawn before it")
  func creationOrder() {
    func first(_ purposes: [String]) -> [String: Double] {
      var numbers: [String: Double] = [:]
      for purpose in purposes {
        var stream = RandomStream(StreamAddress(seed: 1, purpose: purpose))
        for _ in 0..<purpose.count { numbers[purpose] = stream.nextUniform() }
      }
      return numbers
    }
    let purposes = ["arrivals", "prompt-tokens", "output-tokens", "failures"]
    #expect(first(purposes) == first(purposes.reversed()))
  }

  @Test("Any difference of seed, replication, purpose or entity gives another, uncorrelated stream")
  func independence() {
    let base = StreamAddress(seed: 42, replication: 1, purpose: "arrivals", entity: 1)
    let others = [
      StreamAddress(seed: 43, replication: 1, purpose: "arrivals", entity: 1),
      StreamAddress(seed: 42, replication: 2, purpose: "arrivals", entity: 1),
      StreamAddress(seed: 42, replication: 1, purpose: "arrivalz", entity: 1),
      StreamAddress(seed: 42, replication: 1, purpose: "arrivals", entity: 2),
      StreamAddress(seed: 42, replication: 1, purpose: "arrivals", entity: 1 << 32),
    ]
    let count: UInt64 = 20_000
    let stream = RandomStream(base)
    for address in others {
      #expect(address != base)
      let other = RandomStream(address)
      let products = (0..<count).reduce(0) {
        $0 + (stream.uniform(at: $1) - 0.5) * (other.uniform(at: $1) - 0.5)
      }
      // The correlation of independent numbers has a standard error of 1/√n.
      #expect(abs(products * 12 / Double(count)) < 4 / Double(count).squareRoot())
      #expect(stream.uniform(at: 0) != other.uniform(at: 0))
    }
    #expect(base.of(entity: 2) == others[3])
  }

  @Test(
    "Neighbouring numbers of a stream, and of neighbouring entities, fill the unit square evenly")
  func pairsAreUniform() {
    let address = StreamAddress(seed: 5, purpose: "pairs")
    let side = 16
    let count = 64_000
    var serial = [Int](repeating: 0, count: side * side)
    var across = serial
    var stream = RandomStream(address)
    func cell(_ x: Double, _ y: Double) -> Int {
      Int(x * Double(side)) * side + Int(y * Double(side))
    }
    for entity in 0..<count {
      serial[cell(stream.nextUniform(), stream.nextUniform())] += 1
      let here = RandomStream(address.of(entity: entity))
      let next = RandomStream(address.of(entity: entity + 1))
      across[cell(here.uniform(at: 0), next.uniform(at: 0))] += 1
    }
    let expected = Double(count) / Double(side * side)
    for counts in [serial, across] {
      let statistic = counts.reduce(0) {
        $0 + (Double($1) - expected) * (Double($1) - expected) / expected
      }
      let p = ChiSquared.survival(statistic, degreesOfFreedom: Double(side * side - 1))
      #expect(p > 1e-3 && p < 1 - 1e-3)
    }
  }

  @Test("An index below a count uses one number and every index alike")
  func indices() {
    var stream = RandomStream(StreamAddress(seed: 9, purpose: "routing"))
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.nextIndex(below: 7)] += 1 }
    #expect(stream.position == 70_000)
    let statistic = counts.reduce(0) {
      $0 + (Double($1) - 10_000) * (Double($1) - 10_000) / 10_000
    }
    #expect(ChiSquared.survival(statistic, degreesOfFreedom: 6) > 1e-3)
  }

  @Test("The address stands in key and counter as documented, so that old results can be repeated")
  func layout() {
    let key = StreamAddress.mixed(StreamAddress.mixed(42) ^ StreamAddress.hash(of: "arrivals"))
    let stream = RandomStream(
      StreamAddress(seed: 42, replication: 5, purpose: "arrivals", entity: (2 << 32) + 7))
    let block = Philox.block(
      key: (UInt32(truncatingIfNeeded: key), UInt32(key >> 32)), counter: (9, 5 << 8, 7, 2))
    #expect(stream.uniform(at: 18) == RandomStream.unit(block.0, block.1))
    #expect(stream.uniform(at: 19) == RandomStream.unit(block.2, block.3))
  }

  @Test("Streams read on many threads are those read on one (law 48)")
  func threads() async {
    @Sendable func sum(_ entity: Int) -> Double {
      var stream = RandomStream(StreamAddress(seed: 1, purpose: "threads", entity: entity))
      return (0..<1_000).reduce(0) { sum, _ in sum + stream.nextUniform() }
    }
    let alone = (0..<64).map(sum)
    let together = await withTaskGroup(of: (Int, Double).self) { group in
      for entity in 0..<64 { group.addTask { (entity, sum(entity)) } }
      var sums = [Double](repeating: 0, count: 64)
      for await (entity, sum) in group { sums[entity] = sum }
      return sums
    }
    #expect(alone == together)
  }
}

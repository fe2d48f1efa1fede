import EventKernel
import Quantities
import Stochastics
import Testing

@testable import Serving

@Suite("Structures of the inner loop")
struct DecodeBatchTests {
  /// A sequence of a batch that is stepped one by one.
  private struct Member {
    let number: Int
    var stored: Int
    var remaining: Int
    var lastToken: Instant
    let measuredClass: Int
  }

  @Test("A batch that counts equals one that steps each sequence", arguments: [1, 2, 7, 16])
  func equalsStepping(blockTokens: Int) {
    var stream = RandomStream(StreamAddress(seed: 3, purpose: "batch", entity: blockTokens))
    var batch = DecodeBatch(blockTokens: blockTokens, classes: 3)
    var members: [Int32: Member] = [:]
    var next: Int32 = 0
    for step in 0..<2_000 {
      let now = Instant(nanoseconds: Int64(step))
      switch stream.nextIndex(below: 3) {
      case 0:
        let member = Member(
          number: Int(next), stored: 1 + stream.nextIndex(below: 50),
          remaining: 1 + stream.nextIndex(below: 30), lastToken: now,
          measuredClass: stream.nextIndex(below: 3))
        members[next] = member
        batch.join(
          next, number: member.number, stored: member.stored, remaining: member.remaining,
          lastToken: now, of: Int32(member.measuredClass))
        next += 1
      case 1 where stream.nextUniform() < 0.2:
        guard let latest = batch.latest else { break }
        #expect(latest.number == members.values.map(\.number).max())
        let member = members.removeValue(forKey: latest.slot)!
        batch.remove(latest.slot, stored: member.stored, lastToken: member.lastToken)
      default:
        batch.advance(at: now)
        for slot in members.keys {
          members[slot]!.stored += 1
          members[slot]!.remaining -= 1
          members[slot]!.lastToken = now
        }
        let complete = members.filter { $0.value.remaining == 0 }.sorted { $0.key < $1.key }
        for (slot, member) in complete {
          #expect(batch.completed == slot)
          batch.removeFirst(stored: member.stored)
          members[slot] = nil
        }
        #expect(batch.completed == nil)
      }
      #expect(batch.count == members.count)
      #expect(batch.storedTokens == members.values.reduce(0) { $0 + $1.stored })
      #expect(batch.fullMembers == members.values.count { $0.stored % blockTokens == 0 })
      func key(_ instant: Instant, _ measuredClass: Int) -> Int {
        Int(instant.nanoseconds) * 3 + measuredClass
      }
      var groups: [Int: Int] = [:]
      for group in batch.lastTokens {
        groups[key(group.instant, Int(group.measuredClass))] = group.count
      }
      var expected: [Int: Int] = [:]
      for member in members.values {
        expected[key(member.lastToken, member.measuredClass), default: 0] += 1
      }
      #expect(groups == expected && groups.count == batch.lastTokens.count)
      for index in 0..<3 {
        let count = members.values.count { $0.measuredClass == index }
        #expect(batch.classCounts[index] == count)
      }
    }
  }

  @Test("A series keeps its integrals while its buckets widen, however long the run becomes")
  func loadSeries() {
    var series = LoadSeries()
    var time: Int64 = 0
    var integral = 0.0
    var output = 0
    // Gaps from a microsecond to a day.
    for index in 0..<300 {
      let end = time + 1_000 << Int64(index / 8)
      series.addLoad(index % 7, from: Instant(nanoseconds: time), to: Instant(nanoseconds: end))
      series.addOutput(index, at: Instant(nanoseconds: end))
      integral += Double(index % 7) * Double(end - time) / 1e9
      output += index
      time = end
    }
    let beyond = Instant(nanoseconds: time * 2)
    let loads = series.meanLoads(until: beyond)
    #expect(loads.count <= 1_024)
    #expect(abs(loads.reduce(0, +) * series.width.value - integral) < 1e-9 * integral)
    #expect(series.outputs(until: beyond).reduce(0, +) == Double(output))
  }
}

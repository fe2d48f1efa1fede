import Foundation
import Performance
import Quantities
import Tables
import Testing

@testable import Calibration

@Suite("Reading tables of kernels")
struct KernelTableTests {
  private static let rows = KernelFixtures.allReduceRows(KernelFixtures.truth)

  private static func problem(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "no error"
  }

  @Test("A missing column is named with those that are expected, and a near one with its fix")
  func missingColumn() {
    let text = Self.problem {
      _ = try KernelFixtures.table(
        ["engine,bfloat16,4,128,7"],
        heading: "kernel_source,allreduce_dtype,num_gpu,message_elements,latency_us")
    }
    #expect(
      text == """
        t.csv:1: the column "num_gpus" is missing
          expected  kernel_source, allreduce_dtype, num_gpus, message_elements, latency
          fix       rename "num_gpu" if it holds this
        """)
  }

  @Test("Empty files and headings alone are refused")
  func empty() {
    #expect(
      Self.problem { _ = try KernelFixtures.table([]) }.hasPrefix("t.csv:1: there are no rows"))
    #expect(
      Self.problem {
        _ = try KernelTable(text: "", named: "t.csv", holding: .allReduce)
      }.hasPrefix("t.csv:1: there is no heading"))
  }

  @Test(
    "A cell that cannot be is refused with its line",
    arguments: [
      ("e,bfloat16,4,-5,7", "message_elements is \"-5\""),
      ("e,bfloat16,4,1e3,7", "message_elements is \"1e3\""),
      ("e,bfloat16,1,128,7", "num_gpus is \"1\""),
      ("e,bf17,4,128,7", "the element type is \"bf17\""),
      ("e,bfloat16,4,128,nan", "latency_us is \"nan\""),
      ("e,bfloat16,4,128,0", "latency_us is \"0\""),
      ("e,bfloat16,4,128,1e12", "latency_us is \"1e12\""),
      ("e,bfloat16,4,128,", "latency is empty"),
    ])
  func badCells(row: String, problem: String) {
    let text = Self.problem {
      let table = try KernelFixtures.table(Self.rows + [row])
      _ = try KernelClass.allReduce.groups(of: [table], on: KernelFixtures.chip)
    }
    #expect(text.hasPrefix("t.csv:23: " + problem), "\(text)")
  }

  @Test("Of many bad rows ten are told")
  func manyBadRows() {
    let text = Self.problem {
      let table = try KernelFixtures.table(
        Self.rows + Array(repeating: "e,bfloat16,0,1,1", count: 30))
      _ = try KernelClass.allReduce.groups(of: [table], on: KernelFixtures.chip)
    }
    #expect(text.components(separatedBy: "num_gpus is").count == 11)
    #expect(text.hasSuffix("20 more rows of t.csv cannot be read"))
  }

  @Test("The unit of a time is the end of its column's name, or stands in brackets")
  func units() throws {
    let heading = KernelFixtures.heading
    var seconds: [Double] = []
    for (unit, time) in [("_us", "70"), ("_ms", "0.07"), ("_s", "0.00007"), (" [us]", "70")] {
      let table = try KernelFixtures.table(
        ["e,bfloat16,4,128,\(time)"],
        heading: heading.replacing("_us", with: unit))
      let rows = try table.measured { cells throws(KernelCellError) in
        [(row: 0, time: try cells.time("latency"))]
      }
      seconds.append(rows[0].time.value)
    }
    for time in seconds { #expect(abs(time - 7e-5) < 1e-15) }
  }

  @Test("Times in another unit than their heading says are noticed, either way")
  func wrongUnit() {
    for factor in [1e-3, 1e3] {
      let text = Self.problem {
        let table = try KernelFixtures.table(
          KernelFixtures.allReduceRows(KernelFixtures.truth, scaledBy: factor))
        _ = try KernelCalibration(of: [table], on: KernelFixtures.chip, against: nil)
      }
      #expect(text.contains(factor < 1 ? "faster than the data sheet" : "comes within"), "\(text)")
      #expect(text.contains("rename the column"))
    }
  }

  @Test("A row faster than the data sheet is dropped with its place, and the rest is fitted")
  func impossibleRow() throws {
    let table = try KernelFixtures.table(Self.rows + ["e,bfloat16,4,500000000,1"])
    let calibration = try KernelCalibration(of: [table], on: KernelFixtures.chip, against: nil)
    #expect(
      calibration.fits[0].dropped == [
        DroppedRow(file: "t.csv", line: 23, reason: "faster than the data sheet allows")
      ])
    #expect(calibration.omissionTable()?.rows.count == 1)
  }
}

import Foundation
import Hardware
import Performance
import Quantities
import Testing

@testable import Calibration

@Suite("Tables of collectives and exchanges")
struct CollectiveFormTests {
  private static let chip = KernelFixtures.chip

  @Test("A table made by the predictor gives back the figures it was made with")
  func allReduce() throws {
    let table = try KernelFixtures.table(KernelFixtures.allReduceRows(KernelFixtures.truth))
    let group = try #require(KernelClass.allReduce.groups(of: [table], on: Self.chip).first)
    let fit = try group.fit(against: nil)
    #expect(fit.place == .item(list: "all-reduce", ranks: 4))
    for (figure, truth) in zip(fit.figures, [7e-6, 0.6, 0.7]) {
      #expect(abs(log(figure.value / truth)) < 1e-4, "\(figure.key)")
    }
    #expect(try #require(fit.heldOut).absolute90 < 1e-4)
    #expect(fit.unidentified.isEmpty)
    #expect(fit.range == [KernelRange(name: "bytes", least: 256, largest: 268_435_456)])
  }

  @Test("Eager launches are left to the engine's host time, and each number of ranks is one fit")
  func groups() throws {
    let two = CollectiveEfficiency(ranks: 2, latency: Seconds(5e-6), link: 0.5, exponent: 1)
    let rows =
      KernelFixtures.allReduceRows(two) + KernelFixtures.allReduceRows(KernelFixtures.truth)
    let table = try KernelFixtures.table(
      rows.map { $0 + ",graph" } + rows.map { $0 + ",vllm_eager" },
      heading: KernelFixtures.heading + ",backend")
    let groups = try KernelClass.allReduce.groups(of: [table], on: Self.chip)
    #expect(groups.map(\.variant) == ["2 ranks", "4 ranks"])
    let fits = try groups.map { try $0.fit(against: nil) }
    #expect(fits.map { $0.fitted!.count + $0.heldOut!.count } == [21, 21])
  }

  @Test("Library collectives count bytes, not elements, and price each pattern by its own form")
  func library() throws {
    let form = CollectiveForm(
      pattern: .gather, ranks: 4, topology: Self.chip.domain(of: 4), isUsed: true)
    let truth = KernelFixtures.truth
    let rows = (0..<20).flatMap { step -> [String] in
      let bytes = 512 << step
      let time = form.duration(of: .init(size: Bytes(Double(bytes))), with: truth).value * 1e3
      return [
        "all_gather,half,4,\(bytes / 2),\(time)", "reduce_scatter,int8,4,\(bytes),\(time)",
        "alltoall,int8,4,\(bytes),\(time)",
      ]
    }
    let table = try KernelFixtures.table(
      rows, heading: "op,nccl_dtype,num_gpus,message_elements,latency_ms", holding: .nccl)
    let fits = try KernelClass.nccl.groups(of: [table], on: Self.chip).map {
      try $0.fit(against: nil)
    }
    #expect(fits.map(\.variant) == ["exchange, 4 ranks", "gather, 4 ranks"])
    #expect(fits.map(\.place) == [.group(["all-to-all"]), .item(list: "gathers", ranks: 4)])
    // A gather and an exchange carry the same share of the same bytes.
    for fit in fits { #expect(abs(log(fit.figures[1].value / 0.6)) < 1e-4) }
  }

  @Test("Exchanges of experts give back latency, link and what a multiprocessor moves")
  func exchanges() throws {
    let truth = BulkExchangeEfficiency(
      latency: Seconds(3e-5), link: 0.5, perMultiprocessor: BytesPerSecond(1.2e10), exponent: 0.8)
    let direct = CollectiveEfficiency(
      ranks: 8, latency: Seconds(1e-5), link: 0.55, exponent: 0.9)
    var bulkRows: [String] = []
    var directRows: [String] = []
    for hidden in [2_048, 4_096, 7_168] {
      for step in 0..<15 {
        for multiprocessors in [8, 24] {
          let row = ExchangeRow.row(
            hidden: hidden, tokens: 1 << step, multiprocessors: multiprocessors)
          let times = ExchangeWay.allCases.map {
            BulkExchangeForm(way: $0, accelerator: Self.chip, devices: 8)
              .duration(of: row, with: truth).value * 1e6
          }
          bulkRows.append(
            "1,\(hidden),\(1 << step),8,256,\(multiprocessors),\(times[0]),\(multiprocessors),"
              + "\(times[1])")
        }
        let row = ExchangeRow.row(hidden: hidden, tokens: 1 << step, multiprocessors: 1)
        let times = ExchangeWay.allCases.map {
          DirectExchangeForm(way: $0, accelerator: Self.chip, devices: 8)
            .duration(of: row, with: direct).value * 1e6
        }
        directRows.append("1,\(hidden),\(1 << step),8,256,\(times[0]),\(times[1])")
      }
    }
    let bulk = try KernelFixtures.table(
      bulkRows,
      heading: DirectExchangeForm.exchangeColumns.joined(separator: ",")
        + ",dispatch_sms,dispatch_transmit_us,combine_sms,combine_transmit_us",
      holding: .deepEPNormal)
    for group in try KernelClass.deepEPNormal.groups(of: [bulk], on: Self.chip) {
      let fit = try group.fit(against: nil)
      for (figure, truth) in zip(fit.figures, [3e-5, 0.5, 1.2e10, 0.8]) {
        #expect(abs(log(figure.value / truth)) < 1e-3, "\(fit.variant) \(figure.key)")
      }
    }
    let low = try KernelFixtures.table(
      directRows,
      heading: DirectExchangeForm.exchangeColumns.joined(separator: ",")
        + ",dispatch_avg_t_us,combine_avg_t_us", holding: .deepEPLowLatency)
    let fits = try KernelClass.deepEPLowLatency.groups(of: [low], on: Self.chip).map {
      try $0.fit(against: nil)
    }
    #expect(fits.map(\.place) == [.group(["all-to-all"]), .group(["combine"])])
    for fit in fits {
      for (figure, truth) in zip(fit.figures, [1e-5, 0.55, 0.9, 8]) {
        #expect(abs(log(figure.value / truth)) < 1e-3, "\(fit.variant) \(figure.key)")
      }
    }
  }

  @Test("Exchanges of so few experts that most multiprocessors rest are dropped with the reason")
  func fewExperts() {
    let form = DirectExchangeForm(way: .dispatch, accelerator: Self.chip, devices: 8)
    let multiprocessors = Self.chip.device.multiprocessors!
    for (experts, isDropped) in [(8, true), (multiprocessors / 2, false), (256, false)] {
      let row = ExchangeRow.row(hidden: 4_096, tokens: 64, multiprocessors: 1, experts: experts)
      #expect((form.refusal(of: row, taking: Seconds(1e-3)) != nil) == isDropped, "\(experts)")
    }
  }
}

extension ExchangeRow {
  fileprivate static func row(
    hidden: Int, tokens: Int, multiprocessors: Int, experts: Int = 256
  ) -> ExchangeRow {
    let cells = KernelCells([
      "hidden_size": "\(hidden)", "num_token": "\(tokens)", "num_experts": "\(experts)",
      "num_topk": "8", "node_num": "1",
    ])
    return try! ExchangeRow(cells, multiprocessors: multiprocessors)
  }
}

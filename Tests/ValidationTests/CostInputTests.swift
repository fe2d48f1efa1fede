import Economics
import Foundation
import Quantities
import ReferenceData
import Tables
import Testing

@testable import Validation

@Suite("Figures that the model takes, and costs of tokens")
struct CostInputTests {
  private func entries(_ lines: String) throws -> [MeasurementFile.Entry] {
    try MeasurementFile(
      text: "id,metric,value,unit,accelerator,accelerators,model,configuration,date,notes\n"
        + lines, named: "t.csv", kind: .cost
    ).entries
  }

  private func input(_ line: String) throws -> CostInput {
    try CostInput(try #require(try entries(line).first), in: installed)
  }

  @Test("Terms of owners, rents and systems are those of the catalog, in the unit of the row")
  func lookUps() throws {
    let neocloud = try installed.owner("us-neocloud")
    let space = try input("a,colo,150,USD/kW-month,,,,asking rate,2025,")
    let rent = neocloud.terms.facility.rate.value * Seconds.month.value * 1_000
    #expect(abs(space.catalog - rent) < 1e-9 && space.place.contains("us-neocloud"))
    #expect((50...400).contains(space.catalog))
    let pue = try input("a,pue,1.54,ratio,,,,weighted average,2025,")
    #expect(pue.catalog == neocloud.terms.powerUsageEffectiveness)
    let china = try input("a,electricity,0.056,USD/kWh,,,,\"Gansu, domestic chips only\",2025,")
    #expect(china.place.contains("electricity-domestic"))
    let system = try input("a,capex,8200000,USD/system,ascend-910c,384,,system,2025,")
    #expect(abs(system.catalog - 8.2e6) < 1 && abs(system.error) < 1e-6)
    let rented = try input("a,rental,2.95,USD/GPU-h,h100-sxm,1,,on demand,2026,")
    #expect(abs(rented.catalog - 2.95) < 1e-9)
  }

  @Test("A price is that of the model and tier that held in the time of the row")
  func prices() throws {
    for (line, name) in [
      ("a,price_in,0.27,USD/Mtok,,,deepseek-v3,list price,2025,", "prices/deepseek-v3"),
      (
        "a,price_out,0.55,USD/Mtok,,,deepseek-v3,list price,2025,off-peak hours",
        "prices/deepseek-v3-off-peak"
      ),
      (
        "a,price_out,3.48,USD/Mtok,,,deepseek-v4-pro,list price,2026,launch list",
        "prices/deepseek-v4-pro-launch"
      ),
      (
        "a,price_cached,0.003625,USD/Mtok,,,deepseek-v4-pro,list price,2026,after the cut",
        "prices/deepseek-v4-pro"
      ),
      ("a,price_in,3,USD/Mtok,,,!Claude Sonnet 4.6,list price,2026,", "prices/claude-sonnet-4.6"),
      ("a,price_in,2,USD/Mtok,,,!Gemini 3.1 Pro (<200k),list price,2026,", "prices/gemini-3.1-pro"),
      ("a,price_in,15,USD/Mtok,,,!OpenAI o1 (2024-12),list price,2025,", "prices/o1"),
    ] {
      let found = try input(line)
      #expect(found.place == name && abs(found.error) < 1e-9, "\(line): \(found.place)")
    }
  }

  @Test("What the model computes, or nobody states, is not looked up")
  func refusals() throws {
    for line in [
      "a,tco,1.3,USD/GPU-h,h100-sxm,1,,hyperscaler,2026,",
      "a,price_in,1,USD/Mtok,,,no-such-model,list price,2026,",
      "a,price_in,0.27,USD/Mtok,,,deepseek-v3,list price,2020,",
      "a,capex,1,USD/system,h100-sxm,7,,system,2025,", "a,rental,1,USD/GPU-h,,1,,,2025,",
      "a,electricity,0,USD/kWh,,,,,2025,",
    ] {
      #expect(throws: RowRefusal.self, "\(line)") { try self.input(line) }
    }
  }

  @Test("At a stated price the error of cost is that of throughput; our hour adds its own")
  func conservationOfError() throws {
    for (measured, predicted, price) in [(900.0, 1100.0, 1.3), (50, 20, 8), (7e3, 7e3, 0.1)] {
      let row = ThroughputCosts.Row(
        id: "a", accelerator: "h100-sxm", metric: "total_tokens_per_s", measured: measured,
        predicted: predicted, price: price, ownHour: 1.5 * price)
      #expect(abs(abs(row.costError) - abs(row.throughputError)) < 1e-12)
      #expect(abs(try #require(row.ownError) - (log(1.5) - row.throughputError)) < 1e-12)
      // Eq. 9.7: 2 USD/h at 1,000 tok/s and full use.
      #expect(abs(ThroughputCosts.Row.cost(2, 1_000) - 0.5556) < 5e-5)
    }
  }

  @Test("Rows of served models with a stated hourly price have both errors, and those agree")
  func servedRows() throws {
    let table = ErrorTable(
      of: try MeasurementFile(
        text: """
          id,accelerator,accelerators,engine,model,load,concurrency,prompt_tokens,output_tokens,metric,value
          a,h100-sxm,1,vllm-0.12,llama-3.1-8b,static,4,128,32,output_tokens_per_s,400
          b,h100-sxm,2,vllm-0.12,llama-3.1-8b,static,4,128,32,output_tokens_per_s,700
          """, named: "s.csv", kind: .serving), catalog: installed, jobs: 2)
    let prices = try MeasurementFile(
      text: "id,metric,value,unit,accelerator\nr,rental,2.5,USD/GPU-h,h100-sxm\n", named: "c.csv",
      kind: .cost)
    let costs = ThroughputCosts(table, pricedBy: [prices], in: installed)
    #expect(costs.rows.count == table.count(.ok))
    #expect(!costs.rows.isEmpty && costs.table()?.rows.count == 1)
    for row in costs.rows {
      #expect(row.price == 2.5 && abs(row.costError + row.throughputError) < 1e-12)
    }
    #expect(ThroughputCosts(table, pricedBy: [], in: installed).table() == nil)
  }
}

import Documents
import Foundation
import ReferenceData
import Tables
import Testing

@testable import Validation

@Suite("Measurements that come with the program")
struct ShippedMeasurementsTests {
  static let shipped: ShippedMeasurements = {
    do { return try ShippedMeasurements.installed() } catch { fatalError("\(error)") }
  }()

  @Test("There are some of every kind, each row with a source that is cited")
  func sources() {
    #expect(Set(Self.shipped.files.map(\.kind)) == Set(MeasurementKind.allCases))
    let names = Self.shipped.sources.map(\.name)
    #expect(Set(names).count == names.count)
    for source in Self.shipped.sources {
      #expect(source.kept != nil || !source.omissions.isEmpty, "\(source.name) says nothing")
      #expect(source.kind == .cost || source.kept == nil || source.software != nil)
    }
    for file in Self.shipped.files {
      #expect(!file.entries.isEmpty, "\(file.name)")
      for entry in file.entries { #expect(names.contains(entry.source), "\(entry.id)") }
    }
    #expect(Self.shipped.sourceTable().rows.count == names.count)
  }

  @Test("Every row reads without a fault, and no value has the same name twice")
  func rowsRead() throws {
    var seen: Set<String> = []
    for file in Self.shipped.files {
      for entry in file.entries {
        #expect(seen.insert("\(entry.id) \(entry.metric)").inserted, "\(entry.id) \(entry.metric)")
        switch file.kind {
        case .serving: _ = try ServingRow(entry.cells)
        case .training:
          _ = try TrainingRow(entry.cells)
          #expect(
            try TrainingRow.Reading(entry.cells, metric: "metric", value: "value") != nil)
        case .cost: _ = try CostRow(entry.cells)
        }
      }
    }
    #expect(seen.count > 500)
  }

  @Test("Chips, models and engines of the rows are in the catalog")
  func namesAreKnown() throws {
    let accelerators = Set(installed.names(of: .accelerators))
    let models = Set(installed.names(of: .models))
    for file in Self.shipped.files {
      for entry in file.entries {
        // Space and energy are of no chip.
        let accelerator = entry.cells["accelerator"]
        if file.kind != .cost || accelerator != nil {
          #expect(accelerators.contains(accelerator ?? ""), "\(entry.id)")
        }
        if let model = entry.cells["model"], model.first != "!" {
          #expect(models.contains(model), "\(entry.id)")
        }
        if let engine = entry.cells["engine"] { _ = try EngineMatch(engine, in: installed) }
      }
    }
  }

  @Test("Every training and cost row is predicted, or is an input that the catalog has too")
  func closedForms() throws {
    for file in Self.shipped.files where file.kind != .serving {
      for row in ErrorTable(of: file, catalog: installed, jobs: 2).rows {
        if row.status == .ok { continue }
        // The catalog's own figure stands beside it; of power it says so itself.
        let isInput =
          (try? CostInput(row.entry, in: installed)) != nil
          || row.reason.contains("the catalog states")
        #expect(isInput, "\(row.entry.id): \(row.reason)")
      }
    }
  }

  @Test("A file of one row a run is the same as one of one row a value")
  func layout() throws {
    let sources = try MeasurementSource.list(
      text: """
        mine:
          kind: serving
          title: Made up
          by: these tests
          date: 2026
          at: nowhere
          licence: none
          kept: all
          same: {accelerator: h100-sxm, engine: vllm-0.12, model: llama-3.1-8b, load: closed}
        """, named: "sources.yaml")
    let text = """
      id,concurrency,prompt_tokens,output_tokens,ttft_ms_mean,tpot_ms_mean
      a,4,512,64,20,9
      b,8,512,64,,10

      """
    let file = try MeasurementFile(text: text, named: "mine.csv", of: sources[0])
    #expect(file.entries.map(\.id) == ["a", "a", "b"])
    #expect(file.entries.map(\.value) == ["20", "9", "10"])
    let own = try validation([MadeUpRow(["tensor": "", "weights": ""])]).rows[0].figure
    #expect(ErrorTable(of: file, catalog: installed, jobs: 1).rows[1].figure == own)
    let error = #expect(throws: MeasurementFileError.self) {
      try MeasurementFile(text: "id,speed\na,3\n", named: "mine.csv", of: sources[0])
    }
    #expect(error?.description.hasPrefix("mine.csv:1: \"speed\" is neither") == true)
  }

  @Test("A source that lacks a citation or names no column is refused at its place")
  func faults() {
    let text = """
      mine:
        kind: serving
        title: Made up
        by: these tests
        date: 2026
        licence: none
        kept: all
        same: {chip: h100-sxm}
      """
    let error = #expect(throws: Diagnostics.self) {
      try MeasurementSource.list(text: text, named: "sources.yaml")
    }
    #expect(error?.description.contains("sources.yaml:2") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("the key \"at\" is missing") == true)
    #expect(error?.description.contains("is named \"chip\"") == true)
  }

  @Test("A folder without them is an error that names the places")
  func missing() {
    let error = #expect(throws: ShippedMeasurementsError.self) {
      try ShippedMeasurements(folder: "/nonexistent")
    }
    #expect(error?.description.contains("/nonexistent/sources.yaml") == true)
  }
}

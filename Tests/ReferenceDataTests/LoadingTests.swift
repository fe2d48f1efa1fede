import Hardware
import LanguageModels
import ReferenceData
import Testing

@Suite("Every entry of the catalog can be read")
struct LoadingTests {
  let catalog = installed

  @Test("Every entry reads without a problem", arguments: CatalogKind.allCases)
  func reading(kind: CatalogKind) throws {
    var problems: [String] = []
    for name in catalog.names(of: kind) {
      do { _ = try catalog.entry(name, kind: kind) } catch { problems.append(error.description) }
    }
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    #expect(!catalog.names(of: kind).isEmpty)
  }

  @Test("Every chip resolves, save those whose sources state too little")
  func accelerators() throws {
    var incomplete: [String] = []
    for name in catalog.names(of: .accelerators) {
      do {
        #expect(try catalog.accelerator(name).name == name)
      } catch {
        guard case .incomplete = error else { throw error }
        incomplete.append(name)
      }
    }
    #expect(
      incomplete.sorted() == [
        "ascend-910d", "ascend-920", "ascend-970", "mlu690", "rubin-ultra-vr300",
      ])
  }

  @Test("Every system resolves and holds a chip of the catalog")
  func systems() throws {
    let chips = Set(catalog.names(of: .accelerators))
    for entry in try catalog.entries(of: .systems) {
      let accelerator = try #require(entry.record.text("accelerator"))
      #expect(chips.contains(accelerator), "\(entry.name) holds \(accelerator)")
      guard entry.name != "rubin-ultra-nvl576" else { continue }
      #expect(try catalog.system(entry.name).accelerator == accelerator)
    }
  }

  @Test("Every model resolves or names a model that does")
  func models() throws {
    for name in catalog.names(of: .models) {
      do {
        #expect(try catalog.model(name).layers > 0)
      } catch {
        guard case .undisclosed(_, let proxy) = error else { throw error }
        let stand = try #require(proxy, "\(name) has neither dimensions nor a proxy")
        _ = try catalog.model(stand)
      }
    }
  }
}

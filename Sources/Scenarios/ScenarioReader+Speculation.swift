import Documents
import LanguageModels
import Performance
import Quantities
import ReferenceData

extension ScenarioReader {
  /// How tokens are drafted; the outer optional is nil after a problem, the inner one means that
  /// none are.
  mutating func speculation() -> Speculation?? {
    let method = keys.optional("fleet.speculation.method")?.tabulatedName(of: "drafting method")
    let depth = keys.optional("fleet.speculation.depth")?.tabulatedCount()
    let parameters = keys.stated("fleet.speculation.parameters")?.tabulatedNumber()
    guard let method, let depth else { return nil }
    guard method != "none" else { return .some(nil) }
    let draft: Speculation.Draft
    switch method {
    case "mtp": draft = .predictionModules
    case "eagle": draft = .head(parameters: parameters.map { Int($0.rounded()) })
    case "n-gram": draft = .textSoFar
    default:
      guard let model = draftModel() else { return nil }
      draft = .model(model, model.weights)
    }
    guard let acceptance = acceptance(depth: depth) else { return nil }
    return Speculation(draft: draft, acceptance: acceptance)
  }

  private mutating func draftModel() -> ModelArchitecture? {
    guard let reader = keys.required("fleet.speculation.draft"),
      let name = reader.text(
        expected: ScenarioKeys.key("fleet.speculation.draft")?.expected ?? "a model")
    else { return nil }
    do {
      let model = try catalog.model(name.hasSuffix(".json") ? reader.path(name) : name)
      note("draft", .models, name)
      return model
    } catch {
      reader.report(error)
      return nil
    }
  }

  /// A probability, or the law of a measured table.
  private mutating func acceptance(depth: Int) -> DraftAcceptance? {
    let tables = catalog.names(of: .acceptances)
    guard let reader = keys.required("fleet.speculation.acceptance") else { return nil }
    if let text = reader.node.text, text.first?.isNumber == true {
      return reader.fraction(in: 0...1).map { DraftAcceptance(rate: $0, depth: depth) }
    }
    guard
      let name = reader.name(
        among: tables, of: "acceptance table", see: CatalogKind.acceptances.listCommand)
    else { return nil }
    do {
      let means = try catalog.acceptedTokens(name)
      guard means.count >= depth else {
        (keys.stated("fleet.speculation.depth") ?? reader).report(
          "\(name) was measured to a depth of \(means.count)",
          expected: "a depth from 1 to \(means.count)")
        return nil
      }
      note("acceptance", .acceptances, name)
      return DraftAcceptance(meanTokens: means, depth: depth)
    } catch {
      reader.report(error)
      return nil
    }
  }
}

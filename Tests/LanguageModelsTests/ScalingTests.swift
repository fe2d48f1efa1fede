import LanguageModels
import Testing

@Suite("Models of one design in other sizes")
struct ScalingTests {
  private static let models = [Fixtures.llama70B, Fixtures.llama405B, Fixtures.deepSeekV3()]

  @Test("A model scaled by one is itself", arguments: models)
  func identity(model: ModelArchitecture) { #expect(model.scaled(by: 1) == model) }

  @Test("The parameters of the layers grow with the cube of the factor", arguments: models)
  func cubes(model: ModelArchitecture) {
    func layers(_ model: ModelArchitecture) -> Double {
      Double(model.parameters - 2 * model.vocabulary * model.hidden)
    }
    for factor in [0.5, 0.75, 1.5, 2, 4] {
      let growth = layers(model.scaled(by: factor)) / layers(model)
      // Widths and depths are rounded to whole steps.
      #expect(abs(growth / (factor * factor * factor) - 1) < 0.1, "\(model.name) × \(factor)")
    }
  }

  @Test("A larger factor never gives fewer parameters", arguments: models)
  func monotone(model: ModelArchitecture) {
    let counts = stride(from: 0.1, through: 3, by: 0.05).map { model.scaled(by: $0).parameters }
    for (less, more) in zip(counts, counts.dropFirst()) { #expect(less <= more) }
  }

  @Test("Heads stay divisible by eight, and by those that share their keys", arguments: models)
  func heads(model: ModelArchitecture) {
    for factor in [0.3, 0.7, 1.3, 2.9] {
      for group in model.scaled(by: factor).layerGroups {
        switch group.attention {
        case .grouped(let attention):
          #expect(attention.heads.isMultiple(of: 8))
          #expect(attention.heads.isMultiple(of: attention.keyValueHeads))
        case .latent(let attention): #expect(attention.heads.isMultiple(of: 8))
        case .linear, .compressed: break
        }
      }
    }
  }
}

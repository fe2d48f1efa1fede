import LanguageModels
import Performance
import Quantities

extension Speculation {
  /// What a decode step drafts and verifies, and how long either takes, as a line of an estimate.
  func sentence(step: StepBreakdown) -> String {
    let drafting = step.rows.reduce(Seconds.zero) {
      $1.part == .draft ? $0 + $1.duration : $0
    }
    let verifying = step.duration - drafting
    return
      "draft      \(depth) token\(depth == 1 ? "" : "s") by \(name) in \(UnitNotation.format(drafting)), verified in "
      + "\(UnitNotation.format(verifying)): "
      + "\(UnitNotation.format(tokensPerStep, significantDigits: 3)) tokens a step"
  }

  /// What drafts, in words.
  var name: String {
    switch draft {
    case .predictionModules: "the model's prediction modules"
    case .head: "a draft head"
    case .model(let model, _): model.title
    case .textSoFar: "n-grams of the text"
    }
  }

  /// What the prediction of such a deployment leaves out.
  var notes: [String] {
    var notes = [
      "drafts are a chain, not a tree, and are rejected alike whatever the batch and the text"
    ]
    if case .model = draft {
      notes.append("the draft model is cut like the large one and runs before the next step")
    }
    return notes
  }
}

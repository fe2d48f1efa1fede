import Hardware
import LanguageModels
import Performance
public import Quantities

extension TrainingRun {
  /// What all devices could compute in a time at the dense peak of the recipe's arithmetic.
  func peakWork(in time: Seconds) -> FLOPs {
    let peak = cluster.accelerator.peak
    guard let choice = ArithmeticChoice(stored: recipe.products, peak: peak),
      let rate = cluster.accelerator.device.peak[choice.arithmetic]
    else { preconditionFailure("no units for \(recipe.products)") }
    return (rate * Double(plan.devices)) * time
  }

  /// The least time for so many tokens: every device at its peak (Eq. 8.5 with η = 1); nil where the
  /// chip has no units for the recipe.
  public func lowerBound(training tokens: Tokens) -> Seconds? {
    guard
      let choice = ArithmeticChoice(stored: recipe.products, peak: cluster.accelerator.peak),
      let rate = cluster.accelerator.device.peak[choice.arithmetic]
    else { return nil }
    let perToken = modelWork() / tokensPerStep
    return (perToken * tokens.value) / (rate * Double(plan.devices))
  }
}

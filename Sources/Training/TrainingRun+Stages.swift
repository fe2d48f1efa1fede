import LanguageModels
import Performance

extension TrainingRun {
  /// Layers of each group on every stage, `counts[stage][group]`, as the plan's layout divides them.
  var stageCounts: [[Int]] {
    let stages = plan.pipeline
    switch plan.layout {
    case .even: return PipelineStages(model: model, stages: stages).counts
    case .vocabularyAsLayers:
      let slots = model.layers + 2
      guard stages > 1, stages <= slots else {
        return PipelineStages(model: model, stages: stages).counts
      }
      let lengths = (0..<stages).map { stage in
        let held = slots / stages + (stage < slots % stages ? 1 : 0)
        return held - (stage == 0 || stage == stages - 1 ? 1 : 0)
      }
      return PipelineStages(model: model, lengths: lengths).counts
    }
  }
}

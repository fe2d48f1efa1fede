import Hardware
import LanguageModels
import Performance
import ReferenceData
import Serving

/// One replica of a model of the catalog on hardware of the catalog.
struct CatalogReplica {
  let deployment: Deployment
  let engine: EngineProfile
  let predictor: StepTimePredictor

  init(
    of model: String, on accelerator: String, plan: ParallelismPlan, engine name: String,
    in catalog: Catalog
  ) throws {
    let chip = try catalog.accelerator(accelerator)
    let model = try catalog.model(model)
    engine = try catalog.engine(name)
    deployment = Deployment(
      model: model,
      cluster: Cluster(
        accelerator: chip, system: try catalog.defaultSystem(for: chip),
        accelerators: (plan.devices + chip.devices - 1) / chip.devices),
      plan: plan, weights: model.weights, cacheFormat: engine.cacheFormat)
    predictor = try StepTimePredictor(
      deployment: deployment, calibration: try catalog.calibration(for: chip.name).calibration,
      host: engine.hostOverhead)
  }
}

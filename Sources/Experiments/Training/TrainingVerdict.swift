import Economics
import Hardware
import LanguageModels
import Performance
public import Quantities
import Scenarios
public import Training

/// Whether the scenario's machine can train its model as asked, apart from serving it; and where it
/// can, how fast and at what cost.
public struct TrainingVerdict: Sendable {
  /// Why no run could be put together, or the judgement of the run.
  public enum Judgement: Sendable {
    case impossible(String)
    case judged(TrainingFeasibility)
  }

  public let judgement: Judgement
  /// The predicted step; nil where the run cannot be cut or multiplied.
  public let step: TrainingStep?
  /// What a search for the plan found; nil where the plan is stated.
  public let search: TrainingPlanSearch.Answer?
  /// The run made ready; nil where it cannot be made at all: no step, or more memory than there is.
  let study: TrainingStudy?
  /// Time and money of the whole run at the goodput that is to be expected; nil where there is no
  /// step.
  public let duration: Seconds?
  public let cost: USDollars?
  /// Model FLOP utilization of a step; causal attention, dense peak of the training format.
  public let modelUtilization: Double?
  /// Machines and power against what there is.
  let site: [SiteCheck]
  /// The step of each phase, in order; none where there is no run.
  public private(set) var steps: [(phase: String, step: TrainingStep)] = []
  /// The phase that is told of, where there are several.
  private(set) var phase: TrainingQuestion.Phase?

  init(_ question: TrainingQuestion, of scenario: Scenario) {
    do throws(TrainingQuestionError) {
      self = try Self.judged(question, scenario)
    } catch {
      self.init(impossible: error.reason)
    }
  }

  private init(impossible reason: String) {
    judgement = .impossible(reason)
    (step, search, study, duration, cost, modelUtilization) = (nil, nil, nil, nil, nil, nil)
    site = []
  }

  private init(
    _ feasibility: TrainingFeasibility, _ search: TrainingPlanSearch.Answer?,
    _ study: TrainingStudy?,
    _ site: [SiteCheck]
  ) {
    judgement = .judged(feasibility)
    self.search = search
    self.site = site
    step = study?.step
    // What is only too slow can be run, and ends late.
    let isMakeable = feasibility.checks.allSatisfy { $0.subject == .time || $0.outcome != .fails }
    let ends = study.map { $0.course.expectedGoodput >= TrainingCourse.leastGoodput } ?? false
    self.study = isMakeable && ends ? study : nil
    duration = ends ? study?.expectedTime : nil
    cost = ends ? study?.expectedCost : nil
    modelUtilization = step?.modelUtilization()
  }

  private static func judged(
    _ question: TrainingQuestion, _ scenario: Scenario
  ) throws(TrainingQuestionError) -> TrainingVerdict {
    var plans: [TrainingPlanResolution] = []
    var steps: [TrainingStep] = []
    for phase in question.phases {
      let own = question.phases.count == 1 ? question : question.with(phase: phase)
      let plan: TrainingPlanResolution
      do throws(TrainingQuestionError) {
        plan = try TrainingPlanResolution(own, of: scenario)
      } catch {
        throw TrainingQuestionError(reason: error.reason.of(phase))
      }
      plans.append(plan)
      if let step = try? TrainingStep(run: plan.run, calibration: scenario.calibration) {
        steps.append(step)
      }
    }
    func feasibility(
      _ index: Int, _ goal: TrainingFeasibility.Goal? = nil
    ) -> TrainingFeasibility {
      TrainingFeasibility(
        run: plans[index].run, goal: goal, calibration: scenario.calibration)
    }
    // A phase that cannot be decides; else that which takes longest stands for all.
    let failing = plans.indices.first { !feasibility($0).isFeasible }
    guard steps.count == plans.count else {
      let run = plans[failing ?? 0].run
      return TrainingVerdict(
        feasibility(failing ?? 0), plans[failing ?? 0].answer, nil,
        SiteCheck.all(of: scenario, accelerators: run.accelerators))
    }
    let study: TrainingStudy
    do throws(LongRunError) {
      study = try TrainingStudy(question, steps: steps, scenario: scenario)
    } catch {
      // What does not fit needs no further reason.
      guard let failing else { throw TrainingQuestionError(reason: "\(error)") }
      return TrainingVerdict(
        feasibility(failing), plans[failing].answer, nil,
        SiteCheck.all(of: scenario, accelerators: plans[failing].run.accelerators))
    }
    let main = failing ?? study.mainPhase
    var site = SiteCheck.all(of: scenario, accelerators: study.accelerators)
    var goal: TrainingFeasibility.Goal?
    if let deadline = question.deadline {
      if plans.count == 1 {
        goal = TrainingFeasibility.Goal(
          tokens: question.tokens, deadline: deadline, goodput: study.course.expectedGoodput)
      } else {
        site.append(SiteCheck(taking: study.expectedTime, within: deadline))
      }
    }
    let goodput = study.course.expectedGoodput
    if goodput < TrainingCourse.leastGoodput { site.append(SiteCheck(leaving: goodput)) }
    var verdict = TrainingVerdict(feasibility(main, goal), plans[main].answer, study, site)
    if plans.count > 1 { verdict.phase = question.phases[main] }
    verdict.steps = zip(question.phases, steps).map { ($0.name, $1) }
    return verdict
  }

  public var isFeasible: Bool {
    guard case .judged(let feasibility) = judgement else { return false }
    return feasibility.isFeasible && site.allSatisfy(\.isKept)
  }

  /// What decides it, with the time, utilization and cost of the run where there are any.
  public var reason: String {
    switch judgement {
    case .impossible(let reason): return reason
    case .judged(let feasibility):
      let missing = site.filter { !$0.isKept }
      if feasibility.isFeasible, !missing.isEmpty {
        return missing.map(\.sentence).joined(separator: "; ")
      }
      let own = phase.map { feasibility.reason.of($0) } ?? feasibility.reason
      return ([own] + site.map(\.sentence)).joined(separator: "; ") + outlook
    }
  }

  /// The smallest changes that would make it feasible.
  public var remedy: String? {
    guard case .judged(let feasibility) = judgement else { return nil }
    let missing = site.filter { !$0.isKept }.map(\.remedy)
    return feasibility.remedy ?? (missing.isEmpty ? nil : missing.joined(separator: ", and "))
  }

  /// The verdict in one sentence.
  public var sentence: String {
    if isFeasible { return "feasible: " + reason }
    return "infeasible: " + reason + (remedy.map { ": \($0)" } ?? "")
  }

  private var format: String? { step?.run.recipe.products.rawValue }

  private var outlook: String {
    guard let duration, let modelUtilization else { return "" }
    let time = UnitNotation.format(duration)
    let share = UnitNotation.format(percentage: modelUtilization)
    return "; \(time) at \(share) MFU of the \(format ?? "") peak"
      + (cost.map { ", \(UnitNotation.format($0))" } ?? "")
  }
}

extension String {
  /// The text as said of a phase, where it has a name.
  fileprivate func of(_ phase: TrainingQuestion.Phase) -> String {
    phase.name.isEmpty ? self : "phase \(phase.name): \(self)"
  }
}

import Quantities

// Every sentence on long runs is made here; elsewhere there are only facts.

extension LongRunError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outside(let parameter, let value, let allowed):
      "\(parameter): \(plain(value)) is outside \(plain(allowed.lowerBound)) to "
        + plain(allowed.upperBound)
    case .notATime(let parameter, let law):
      "\(parameter): \(law) is no law of times: they are never negative and have a mean below "
        + "30 years"
    case .noWork:
      "the run has no steps"
    case .tooLong(let ideal):
      "the run would take \(plain((ideal / .year).rounded())) years if nothing failed; 30 are the "
        + "most"
    case .repeatedName(let name):
      "two have the name \"\(name)\""
    case .repairOfJob(let failure):
      "\"\(failure)\" strikes the job, which has no node to repair: let it strike a node, or leave "
        + "out the repair"
    case .noTiers:
      "checkpoints need a place to be kept"
    case .noTierOfEveryCheckpoint:
      "some checkpoints would be kept nowhere: let one place take every checkpoint"
    case .stopsWithoutCheckpoints:
      "planned stops would lose all work: make checkpoints, or leave out maintenance, the swapping "
        + "of slow nodes and growth at once"
    case .optimumWithoutFailures:
      "nothing fails, so that no interval between checkpoints is best: state one"
    case .optimumWithoutCost:
      "checkpoints stall nothing, so that the best interval is none: state one"
    case .shrinking(let unit, let minimum, let nodes):
      "a job of \(nodes) nodes cannot shrink by units of \(unit) to no fewer than \(minimum)"
    }
  }
}

extension LongRunResult.Ending {
  /// What it says of a run, to follow its name.
  public var sentence: String {
    switch self {
    case .finished: "finished all its steps"
    case .timeLimitReached: "was cut at its time limit, before its last step"
    case .eventLimitReached:
      "was given up: more failures than steps came, and it would hardly have finished"
    }
  }
}

extension LongRunResult.Use {
  /// What time is spent on, as a phrase.
  public var phrase: String {
    switch self {
    case .productive: "computing steps that counted"
    case .checkpointing: "standing still for checkpoints"
    case .lostWork: "computing steps that were lost"
    case .detection: "failed, until noticed and diagnosed"
    case .restart: "starting again and loading a checkpoint"
    case .waiting: "waiting for nodes"
    case .stragglers: "waiting for slow nodes in steps"
    case .shrunk: "computing longer on fewer nodes"
    case .maintenance: "in planned maintenance"
    }
  }
}

/// A number without a fraction where it has none.
private func plain(_ value: Double) -> String {
  value.magnitude < 1e15 && value == value.rounded() ? String(Int(value)) : String(value)
}

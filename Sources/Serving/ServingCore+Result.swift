import EventKernel
import OutputAnalysis
import Quantities

extension ServingCore {
  /// What the run showed, once its books are closed.
  func result(
    ending: ServingResult.Ending, objective: ServiceLevelObjective, events: Int, at end: Instant
  ) -> ServingResult {
    let arrivalsEnd = meter.arrivalsEnd!
    let warmUp = warmUp(until: arrivalsEnd)
    let measured = Self.joined(meter.segments[warmUp.segments..<meter.coolDown])
    let trend =
      isClosed
      ? nil : trend(from: measured.start, until: arrivalsEnd, arrived: measured.requests.arrived)
    let audit = audit
    assert(audit.isKept, "the books do not balance: \(audit.balances)")
    return ServingResult(
      ending: ending, arrivalsEnd: arrivalsEnd, end: end, events: events,
      classNames: classNames, replicas: replicas.count,
      cacheBlocks: fleet.pools.map(\.cacheBlocks),
      objective: objective, measured: measured, wholeRun: Self.joined(meter.segments[...]),
      warmUp: ServingResult.WarmUpFinding(
        length: measured.start.sinceStart, isSufficient: warmUp.isSufficient),
      isTerminating: isTerminating, timeline: timeline(until: end),
      warmUpCourse: keepsCourse
        ? WarmUpCourse(
          warmUpEvidence(until: arrivalsEnd), ofBuckets: meter.series.width, isOutput: isClosed)
        : nil,
      trend: trend, verdict: isClosed ? .stable : trend?.verdict ?? .undetermined, audit: audit,
      littlesLaw: littlesLaw(at: end))
  }

  private func timeline(until end: Instant) -> Timeline? {
    meter.timeline?.timeline(
      until: end, names: fleet.pools.map(\.name), cacheBlocks: fleet.pools.map(\.cacheBlocks))
  }

  private static func joined(_ segments: ArraySlice<WindowMeasurement>) -> WindowMeasurement {
    var whole = segments.first!
    for segment in segments.dropFirst() { whole.append(segment) }
    return whole
  }

  /// How many segments the warm-up takes, and whether the run has settled by then.
  private func warmUp(until end: Instant) -> (segments: Int, isSufficient: Bool) {
    guard !measuresCycles, !isTerminating else {
      return (meter.segments.indices.prefix(meter.coolDown).last!, true)
    }
    let settled: Instant? =
      switch warmUpEvidence(until: end).finding {
      case .settled(let discarded): meter.series.start(ofBucket: discarded)
      case .runLonger: nil
      }
    let boundaries = meter.segments.indices.prefix(meter.coolDown)
    let chosen: Int
    if detectsWarmUp {
      chosen =
        boundaries.first { meter.segments[$0].start >= settled ?? .distantFuture }
        ?? boundaries.last!
    } else {
      chosen = boundaries.last!
    }
    return (chosen, settled.map { $0 <= meter.segments[chosen].start } ?? false)
  }

  /// What MSER-5 judges: the number in the system, which in a closed one says nothing, so that there
  /// it is the output.
  private func warmUpEvidence(until end: Instant) -> WarmUpEvidence {
    WarmUpEvidence(
      isClosed ? meter.series.outputs(until: end) : meter.series.meanLoads(until: end))
  }

  private func trend(from start: Instant, until end: Instant, arrived: Int) -> LoadTrend? {
    let series = meter.series
    let loads = series.meanLoads(until: end)
    let first = loads.indices.first { series.start(ofBucket: $0) >= start } ?? loads.count
    let late = start + 0.75 * (end - start)
    return LoadTrend(
      ofLoads: Array(loads[first...]), every: series.width,
      isBacklogCleared: replicas.allSatisfy { $0.lastEmptyQueue >= late }
        && (front.queues + decoding.queues).allSatisfy { $0.lastEmpty >= late },
      remainingShare: Double(meter.remaining) / Double(max(arrived, 1)))
  }

  private func littlesLaw(at end: Instant) -> ServingResult.LittlesLaw? {
    let ledger = meter.ledger
    guard ledger.arrived > 0, end > .zero else { return nil }
    return ServingResult.LittlesLaw(
      meanInSystem: Double(ledger.inSystem) / Double(end.nanoseconds),
      arrivalRate: Requests(Double(ledger.arrived)) / end.sinceStart,
      meanSojourn: Seconds(Double(ledger.sojourn) / 1e9 / Double(ledger.arrived)))
  }
}

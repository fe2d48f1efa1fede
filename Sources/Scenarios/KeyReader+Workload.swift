import Documents
import Quantities
import Serving
import Stochastics

extension KeyReader {
  /// What each class is promised where at least one has promises of its own, those of all where it is
  /// silent; empty where none has, nil after a problem.
  func classObjectives(of workload: Workload, beside others: Objectives) -> [Objectives]? {
    func section(of requestClass: RequestClass) -> String {
      "\(ScenarioKeys.named)\(requestClass.name).objectives"
    }
    guard let first = workload.classes.first(where: { stated(section(of: $0)) != nil }) else {
      return []
    }
    guard workload.measuresClasses || workload.classes.count == 1 else {
      stated(section(of: first))?.report(
        "\(workload.classes.count) classes are too many to be measured apart",
        expected: "at most \(Workload.mostMeasuredClasses) classes where one has objectives",
        suggestion: .advice("join classes, or state `objectives` for all requests"))
      return nil
    }
    let found = workload.classes.map { objectives(in: section(of: $0), beside: others) }
    let whole = found.compactMap(\.self)
    return whole.count == found.count ? whole : nil
  }

  /// The workload section: one class of requests, or several under their names.
  func workload() -> Workload? {
    guard let classes = stated("workload.classes"), let entries = classes.entries(),
      !entries.isEmpty
    else {
      let reader = RequestReader(keys: self, name: nil)
      guard let (arrivals, requests) = reader.stream() else { return nil }
      return built { () throws(ServingError) in
        if case .listed(let trace) = arrivals {
          // The classes that the trace names, all on the terms of the workload.
          return try .listed(
            trace,
            of: trace.classNames.map {
              RequestClass(
                name: $0, .listed, terms: requests.terms, residency: requests.residency)
            })
        }
        return try Workload(
          classes: [requests], streams: [(name: "", arrivals: arrivals, shares: [(0, 1)])])
      }
    }
    let readers = entries.map { RequestReader(keys: self, name: $0.key) }
    for (entry, reader) in zip(entries, readers) where !reader.hasPlainName {
      problems.add(
        Diagnostic(
          at: entry.keyLocation, path: entry.value.path, "a class cannot be named so",
          found: entry.key, expected: "letters, digits and hyphens",
          suggestion: .advice("name it like interactive, or batch-2")))
    }
    guard readers.allSatisfy(\.hasPlainName) else { return nil }
    return workload(of: readers)
  }

  /// The classes with their own arrivals, each a stream of its own, and those that share the
  /// arrivals of the workload.
  private func workload(of readers: [RequestReader]) -> Workload? {
    let sharing = readers.indices.filter { !readers[$0].hasOwnArrivals }
    var common: Workload.Arrivals?
    var isRead = true
    if !sharing.isEmpty {
      common = RequestReader(keys: self, name: nil).arrivals()
      isRead = common != nil
    }
    let isTrace = RequestReader(keys: self, name: nil).isTrace
    var classes: [RequestClass] = []
    var shares: [(index: Int, share: Double)] = []
    var streams:
      [(name: String, arrivals: Workload.Arrivals, shares: [(index: Int, share: Double)])]
    streams = []
    for (index, reader) in readers.enumerated() {
      if reader.hasOwnArrivals {
        reader.refuseShare()
        guard let (arrivals, requests) = reader.stream() else {
          isRead = false
          continue
        }
        classes.append(requests)
        streams.append((name: requests.name, arrivals: arrivals, shares: [(index, 1)]))
      } else {
        if isTrace { reader.refuseShare() }
        guard let requests = reader.requests(isListed: isTrace),
          let share = isTrace ? 1 : reader.share()
        else {
          isRead = false
          continue
        }
        classes.append(requests)
        shares.append((index, share))
      }
    }
    guard isRead else { return nil }
    if case .listed(let trace) = common {
      guard streams.isEmpty else {
        stated("workload.arrivals.process")?.report(
          "classes have arrivals of their own beside a trace",
          expected: "a trace for all classes, or arrivals that are no trace",
          suggestion: .advice("give the trace to a class of its own"))
        return nil
      }
      return built { () throws(ServingError) in try .listed(trace, of: classes) }
    }
    if let common { streams.append((name: "", arrivals: common, shares: shares)) }
    return built { () throws(ServingError) in
      try Workload(classes: classes, streams: streams)
    }
  }

  private func built(_ make: () throws(ServingError) -> Workload) -> Workload? {
    do throws(ServingError) { return try make() } catch {
      if case .unknownClass(let name) = error {
        stated("workload.arrivals.file")?.report(
          "the trace has requests of the class \"\(name)\", which is not described",
          expected: "a class of that name under `workload.classes`",
          suggestion: .advice("add it, or write {} under it"))
      } else {
        stated("workload")?.report("the workload cannot be served: \(error)")
      }
      return nil
    }
  }
}

public import Documents
import Hardware
public import ReferenceData
import Serving

extension ScenarioVariant {
  /// The variant on each accelerator of its search space, in the order stated; itself where none is.
  ///
  /// A chip other than the fleet's takes its own first system, and its vendor's first engine where
  /// the stated one does not run on it. Owner and everything else stay.
  ///
  /// - Throws: `Diagnostics` with every problem of the points, of figures that hold for one chip
  ///   alone, and of pools that serve requests whole: their deployments are not sought together.
  public func pointsOfSpace(of file: ScenarioFile, catalog: Catalog) throws(Diagnostics)
    -> [Scenario]
  {
    let own = try Scenario(self, of: file, catalog: catalog)
    try requireOneKindOfReplica(own)
    guard let names = own.find.space.accelerators else { return [own] }
    let problems = DiagnosticCollector()
    let others = names.filter { $0 != own.accelerator.name }
    if !others.isEmpty {
      let keys = KeyReader(root: root, problems: problems)
      for path in ["owner.capital", "owner.nameplate-power", "owner.rent", "owner.rent-path"] {
        keys.stated(path)?.report(
          "this holds for one accelerator, and the space has several",
          expected: "a figure of the catalog for each of them",
          suggestion: .advice("remove the key, or search each accelerator by itself"))
      }
      for pool in ["prefill", "decode"] {
        keys.stated("fleet.pools.\(pool).accelerator")?.report(
          "this pool keeps its accelerator, and the space has several",
          expected: "pools on the fleet's accelerator, or a space of one",
          suggestion: .advice("remove the key, or `find.space.accelerator`"))
      }
    }
    var points: [Scenario] = []
    for name in names {
      guard name != own.accelerator.name else {
        points.append(own)
        continue
      }
      do throws(Diagnostics) {
        points.append(
          try Scenario(try moved(to: name, catalog: catalog), of: file, catalog: catalog))
      } catch { problems.add(error) }
    }
    try problems.throwIfAny()
    return points
  }

  private func requireOneKindOfReplica(_ own: Scenario) throws(Diagnostics) {
    guard let pool = own.pools.last(where: { $0.role == .whole }) else { return }
    let problems = DiagnosticCollector()
    KeyReader(root: root, problems: problems).stated("fleet.pools")?.report(
      "the space is searched for replicas of one kind, and this fleet has pools of its own naming",
      expected: "a fleet without pools, or with prefill and decode",
      suggestion: .advice(
        "search each pool by itself, with what it has of its own under `fleet`, such as --set "
          + "fleet.pools=~ --set fleet.accelerator=\(pool.scenario.accelerator.name), and the "
          + "requests it is to serve under `workload`; --rate, and --fewest without "
          + "`find.space.pools`, take the pools as they are written"))
    try problems.throwIfAny()
  }

  private func moved(to accelerator: String, catalog: Catalog) throws(Diagnostics)
    -> ScenarioVariant
  {
    var settings = ["fleet.system=~", "fleet.network=~"]
    let engine = root[KeyReader.path("fleet.engine.name")]?.text
    if let engine, let chip = try? catalog.accelerator(accelerator),
      !catalog.supports(engine: engine, vendor: chip.vendor)
    {
      settings.append("fleet.engine.name=~")
    }
    let path = KeyReader.path("fleet.accelerator")
    let place = root[KeyReader.path("find.space.accelerator")]?.location ?? root.location
    var root = root
    do throws(DocumentError) {
      root = try root.setting(
        DocumentAssignment(path: path, value: DocumentNode(accelerator, at: place), at: place))
      for setting in settings {
        guard let assignment = try? DocumentAssignment(setting) else { continue }
        root = try root.setting(assignment)
      }
    } catch { throw Diagnostics(error.diagnostic) }
    return ScenarioVariant(alternative: alternative, coordinates: coordinates, root: root)
  }
}

import Documents
internal import Foundation
public import Hardware
public import LanguageModels
public import Quantities
public import Serving

extension Catalog {
  /// The country of an accelerator's vendor as its entry has it, `US` or `CN`; nil where it has none.
  public func country(ofAccelerator name: String) throws(CatalogError) -> String? {
    try entry(name, kind: .accelerators).record.text("country")
  }

  /// The vendor of an accelerator as its entry has it; nil where it has none.
  public func vendor(ofAccelerator name: String) throws(CatalogError) -> String? {
    try entry(name, kind: .accelerators).record.text("vendor")
  }

  /// The chip of a name, at the central values of its facts.
  public func accelerator(_ name: String) throws(CatalogError) -> Accelerator {
    try remembered("accelerator/\(name)") { () throws(CatalogError) in
      try entry(name, kind: .accelerators).accelerator()
    }
  }

  /// The system of a name, at the central values of its facts.
  public func system(_ name: String) throws(CatalogError) -> AcceleratorSystem {
    try remembered("system/\(name)") { () throws(CatalogError) in
      try entry(name, kind: .systems).system()
    }
  }

  /// The system of a name as one that holds an accelerator: where it holds the one that the
  /// accelerator is `like`, with the accelerator in its place; else as it is.
  public func system(
    _ name: String, holding accelerator: String
  ) throws(CatalogError) -> AcceleratorSystem {
    let system = try system(name)
    guard lineage(of: accelerator, kind: .accelerators).contains(system.accelerator) else {
      return system
    }
    return AcceleratorSystem(
      name: system.name, title: system.title, accelerator: accelerator,
      accelerators: system.accelerators, scaleUp: system.scaleUp, scaleOut: system.scaleOut,
      power: system.power, host: system.host)
  }

  /// The system to take where none is named: the first shipped one that holds the accelerator, else
  /// the first of any status, else that of the accelerator it is `like`, else its scale-up domain
  /// and network port, with no power of its own.
  public func defaultSystem(for accelerator: Accelerator) throws(CatalogError) -> AcceleratorSystem
  {
    try remembered("default-system/\(accelerator.name)") { () throws(CatalogError) in
      try foundSystem(for: accelerator)
    }
  }

  private func foundSystem(for accelerator: Accelerator) throws(CatalogError) -> AcceleratorSystem {
    for ancestor in lineage(of: accelerator.name, kind: .accelerators) {
      var planned: AcceleratorSystem?
      for name in names(of: .systems) {
        let entry = try entry(name, kind: .systems)
        guard entry.record.text("accelerator") == ancestor,
          let system = try? system(name, holding: accelerator.name)
        else { continue }
        if entry.status == "shipped" { return system }
        planned = planned ?? system
      }
      if let planned { return planned }
    }
    return AcceleratorSystem(
      name: "\(accelerator.name)-domain", title: "Scale-up domain of \(accelerator.title)",
      accelerator: accelerator.name, accelerators: accelerator.scaleUp.accelerators,
      scaleUp: accelerator.scaleUp,
      scaleOut: accelerator.scaleOutBandwidth.map {
        ScaleOut(name: "network", bandwidth: $0, latency: networkLatency)
      }, power: nil)
  }

  /// Time of an empty message over a data-centre network with remote memory access, where no system
  /// states it: assumed, as in the systems of this catalog.
  private var networkLatency: Seconds { Seconds(5e-6) }

  /// The architecture of a name, or of a published `config.json` whose path, or whose folder's, is
  /// given.
  ///
  /// - Throws: ``CatalogError/undisclosed(_:proxy:)`` where the dimensions are not public.
  public func model(_ reference: String) throws(CatalogError) -> ModelArchitecture {
    guard let file = configuration(at: reference) else {
      return try entry(reference, kind: .models).architecture()
    }
    let document: Document
    // Read by the path that people wrote, which is the one they are shown.
    let path = reference.hasSuffix(".json") ? reference : "\(reference)/config.json"
    do { document = try Document(contentsOf: path) } catch {
      throw .invalid(Diagnostics(error.diagnostic))
    }
    // Such files share one name; their folder says which model it is.
    let stem = file.deletingPathExtension().lastPathComponent
    let folder = file.deletingLastPathComponent().lastPathComponent
    let name = stem == "config" && folder != "/" ? folder : stem
    do {
      return try HuggingFaceConfig(document).architecture(name: name, title: name)
    } catch {
      throw .invalid(error)
    }
  }

  /// The file that a reference to a model means, as an absolute path without `.` and `..`; nil for
  /// a name of the catalog.
  private func configuration(at reference: String) -> URL? {
    let url = URL(fileURLWithPath: reference).standardizedFileURL
    if reference.hasSuffix(".json") { return url }
    guard !names(of: .models).contains(reference) else { return nil }
    let inside = url.appendingPathComponent("config.json")
    return FileManager.default.fileExists(atPath: inside.path) ? inside : nil
  }

  /// The delay between a benchmark's client and the engine that published latencies of an engine
  /// include: HTTP, tokenization and the client's own queue. No part of the engine, so that `run`
  /// leaves it out; validation adds it where a client measured.
  public func clientDelay(ofEngine name: String) throws(CatalogError) -> Seconds {
    try entry(name, kind: .engines).record.quantity("client-delay") ?? .zero
  }

  /// The serving engine of a name, with what it takes of device memory.
  public func engine(_ name: String) throws(CatalogError) -> EngineProfile {
    try remembered("engine/\(name)") { () throws(CatalogError) in
      try entry(name, kind: .engines).engine()
    }
  }

  /// The engine to take where none is named: the first that names the accelerator's vendor, nil
  /// where none does.
  public func defaultEngine(for accelerator: Accelerator) throws(CatalogError) -> String? {
    for name in names(of: .engines) {
      let vendors = try entry(name, kind: .engines).record.names("vendors")
      if vendors.contains(accelerator.vendor) { return name }
    }
    return nil
  }

  /// Whether an engine of the catalog runs on the chips of a vendor, by what its entry states; not
  /// where it states no vendor or is not known.
  public func supports(engine: String, vendor: String) -> Bool {
    (try? entry(engine, kind: .engines).record.names("vendors").contains(vendor)) ?? false
  }

  /// The citation of a name, nil where none has it.
  public func citation(_ name: String) throws(CatalogError) -> Citation? {
    guard names(of: .citations).contains(name) else { return nil }
    let record = try entry(name, kind: .citations).record
    return Citation(
      name: name, title: record.text("title") ?? name, author: record.text("by") ?? "",
      date: record.text("date") ?? "", locator: record.text("at"), note: record.text("note"))
  }
}

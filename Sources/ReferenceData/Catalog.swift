import Documents
import Quantities

/// Everything the program knows about chips, systems, models, engines, owners and their prices.
///
///     let catalog = try Catalog.installed()
///     let chip = try catalog.accelerator("h100-sxm")
///     let model = try catalog.model("deepseek-v3")
///     for row in try catalog.facts(of: catalog.entry("h100-sxm", kind: .accelerators)) { … }
///
/// A value: adding a file of one's own gives another catalog. Entries are read when asked for.
public struct Catalog: Sendable {
  let files: [CatalogFile]
  /// Entries from files of the user, by kind and name.
  private(set) var additions: [Addition] = []
  /// Figures that are taken otherwise than they are written.
  var taken: [FactAddress: Double] = [:]
  /// Who is told what is read.
  var reads: CatalogReads?
  /// Of everything that is made of entries.
  var resolutions = ResolutionCache()
  /// Of the entries in ``files``, which additions cannot change.
  private let cache = EntryCache()

  struct Addition: Sendable {
    let kind: CatalogKind
    let name: String
    let node: DocumentNode
  }

  /// The catalog that is installed with the program.
  ///
  /// - Throws: ``CatalogError/missingData(searched:variable:)`` where its data files are not found.
  public static func installed() throws(CatalogError) -> Catalog {
    try Catalog(folder: DataFolder.locate())
  }

  /// The catalog in a folder with one sub-folder per kind.
  public init(folder: String) throws(CatalogError) {
    files = try DataFolder.files(in: folder)
    for kind in CatalogKind.allCases {
      var seen: [String: String] = [:]
      for file in files where file.kind == kind {
        for entry in file.entries {
          if let first = seen.updateValue(file.name, forKey: entry.name) {
            throw .duplicate(entry.name, kind: kind, first: first, second: file.name)
          }
        }
      }
    }
  }

  /// The kinds that have entries.
  public var kinds: [CatalogKind] { CatalogKind.allCases.filter { !names(of: $0).isEmpty } }

  /// The names of a kind in the order of the files, those of the user last.
  public func names(of kind: CatalogKind) -> [String] {
    files.filter { $0.kind == kind }.flatMap { $0.entries.map(\.name) }
      + additions.filter { $0.kind == kind }.map(\.name)
  }

  /// The names of a kind that files of the user's have added.
  public func ownNames(of kind: CatalogKind) -> [String] {
    additions.filter { $0.kind == kind }.map(\.name)
  }

  /// All entries of a kind.
  public func entries(of kind: CatalogKind) throws(CatalogError) -> [CatalogEntry] {
    var entries: [CatalogEntry] = []
    for name in names(of: kind) { entries.append(try entry(name, kind: kind)) }
    return entries
  }

  /// The entry of a name.
  ///
  /// - Throws: ``CatalogError/unknownName(_:kind:known:suggestion:)``, or
  ///   ``CatalogError/invalid(_:)`` where the data file is at fault.
  public func entry(_ name: String, kind: CatalogKind) throws(CatalogError) -> CatalogEntry {
    let entry = changed(try writtenEntry(name, kind: kind))
    reads?.note(name, kind)
    return entry
  }

  /// The entry as its file has it.
  private func writtenEntry(
    _ name: String, kind: CatalogKind
  ) throws(CatalogError) -> CatalogEntry {
    if let index = additions.firstIndex(where: { $0.kind == kind && $0.name == name }) {
      return try read(additions[index], earlier: index)
    }
    for file in files where file.kind == kind {
      guard let place = file.entries.first(where: { $0.name == name }) else { continue }
      if let known = cache.entry(name, kind: kind) { return known }
      do {
        let node = try file.node(of: place)
        let entry = try read(node, name: name, kind: kind, stated: RecordReader.Stated())
        cache.keep(entry)
        return entry
      } catch let error as DocumentError {
        throw .invalid(Diagnostics(error.diagnostic))
      } catch let error as CatalogError {
        throw error
      } catch {
        preconditionFailure("\(error)")
      }
    }
    let known = names(of: kind)
    throw .unknownName(
      name, kind: kind, known: known.count,
      suggestion: NearestName.suggestion(for: name, among: known))
  }

  /// A name, the name its entry is `like`, and so on to one that is like no other.
  ///
  /// Only entries of the user's are like others, and only like earlier ones.
  func lineage(of name: String, kind: CatalogKind) -> [String] {
    var lineage = [name]
    var earlier = additions.count
    while let index = additions[..<earlier].firstIndex(where: {
      $0.kind == kind && $0.name == lineage[lineage.count - 1]
    }), let like = additions[index].node["like"]?.scalar {
      lineage.append(like.text)
      earlier = index
    }
    return lineage
  }

  /// Whether an entry of the user's states a key itself, rather than by what it is `like`.
  func states(_ key: String, _ name: String, kind: CatalogKind) -> Bool {
    lineage(of: name, kind: kind).contains { ancestor in
      additions.contains { $0.kind == kind && $0.name == ancestor && $0.node[key] != nil }
    }
  }

  /// The entries that a reference names: `h100-sxm`, or `metric/tpot` where the kind matters.
  public func entries(matching reference: String) throws(CatalogError) -> [CatalogEntry] {
    let parts = reference.split(separator: "/", maxSplits: 1).map(String.init)
    if parts.count == 2, let kind = CatalogKind(word: parts[0]) {
      return [try entry(parts[1], kind: kind)]
    }
    var found: [CatalogEntry] = []
    for kind in CatalogKind.allCases where names(of: kind).contains(reference) {
      found.append(try entry(reference, kind: kind))
    }
    if !found.isEmpty { return found }
    let all = CatalogKind.allCases.flatMap { kind in names(of: kind).map { (kind, $0) } }
    let nearest = NearestName.suggestion(for: reference, among: all.map(\.1))
    let kind = all.first { $0.1 == nearest }?.0 ?? .accelerators
    throw .unknownName(
      reference, kind: kind, known: names(of: kind).count, suggestion: nearest)
  }

  private func read(
    _ node: DocumentNode, name: String, kind: CatalogKind, stated: RecordReader.Stated
  ) throws(CatalogError) -> CatalogEntry {
    let problems = DiagnosticCollector()
    let reader = RecordReader(needsEvidence: kind.needsEvidence, mustBeComplete: true)
    let path = DocumentPath([.key(name)])
    let record = reader.record(
      ValueReader(node, path: path, into: problems), fields: kind.fields, stated: stated)
    do {
      return CatalogEntry(kind: kind, name: name, record: try problems.finish(record))
    } catch {
      throw .invalid(error)
    }
  }

  /// Reads an entry of the user's; `earlier` entries are those it may be like.
  private func read(_ addition: Addition, earlier: Int) throws(CatalogError) -> CatalogEntry {
    let problems = DiagnosticCollector()
    var node = addition.node
    var base: CatalogEntry?
    if var mapping = node.mapping, let like = mapping["like"] {
      var catalog = self
      catalog.additions = Array(additions.prefix(earlier))
      let name = ValueReader(like, into: problems).name(
        among: catalog.names(of: addition.kind), of: addition.kind.singular,
        see: addition.kind.listCommand)
      base = if let name { try catalog.entry(name, kind: addition.kind) } else { nil }
      mapping.remove("like")
      node = DocumentNode(.mapping(mapping), at: node.location)
    }
    // A file of the user's vouches for its own numbers unless it names better sources.
    let stated = RecordReader.Stated(
      sources: [node.location.file], asOf: "undated", grade: .estimate)
    let reader = RecordReader(
      needsEvidence: addition.kind.needsEvidence, mustBeComplete: addition.node["like"] == nil)
    let record = reader.record(
      ValueReader(node, path: DocumentPath([.key(addition.name)]), into: problems),
      fields: addition.kind.fields, stated: stated)
    do {
      let record = try problems.finish(record)
      return CatalogEntry(
        kind: addition.kind, name: addition.name,
        record: base.map { $0.record.overlaid(with: record) } ?? record)
    } catch {
      throw .invalid(error)
    }
  }
}

extension Catalog {
  /// This catalog with the entries of a file of the user's.
  ///
  /// The file has the layout of the bundled ones under a key per kind; `like` names an entry whose
  /// facts hold wherever the new entry states none:
  ///
  ///     accelerators:
  ///       h100-96:
  ///         like: h100-sxm
  ///         memory: {capacity: 96 GiB}
  ///
  /// - Throws: ``CatalogError/invalid(_:)`` with every problem of the file.
  public func adding(file path: String) throws(CatalogError) -> Catalog {
    do {
      return try adding(Document(contentsOf: path))
    } catch let error as DocumentError {
      throw .invalid(Diagnostics(error.diagnostic))
    } catch let error as CatalogError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The same of a text that is not a file yet.
  public func adding(text: String, named name: String) throws(CatalogError) -> Catalog {
    do {
      return try adding(Document(text: text, named: name))
    } catch let error as DocumentError {
      throw .invalid(Diagnostics(error.diagnostic))
    } catch let error as CatalogError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private func adding(_ document: Document) throws(CatalogError) -> Catalog {
    let problems = DiagnosticCollector()
    var result = self
    result.resolutions = ResolutionCache()
    let userKinds = CatalogKind.allCases.filter(\.needsEvidence)
    let sections = ValueReader(document, into: problems).mapping(keys: userKinds.map(\.rawValue))
    for kind in userKinds {
      for entry in sections?.optional(kind.rawValue)?.entries() ?? [] {
        if result.names(of: kind).contains(entry.key) {
          problems.add(
            Diagnostic(
              at: entry.keyLocation, "the \(kind.singular) \"\(entry.key)\" is already defined",
              suggestion: .advice("give it a name of its own, with `like: \(entry.key)`")))
        }
        result.additions.append(Addition(kind: kind, name: entry.key, node: entry.value.node))
      }
    }
    // Reading every new entry now reports problems before anything is computed.
    for addition in result.additions.dropFirst(additions.count) {
      do { _ = try result.entry(addition.name, kind: addition.kind) } catch {
        if case .invalid(let diagnostics) = error { problems.add(diagnostics) } else { throw error }
      }
    }
    // What rules say of each other can be told only of all of them.
    let isAboutRules = result.additions.dropFirst(additions.count).contains {
      [.rules, .groups, .countries].contains($0.kind)
    }
    if isAboutRules, problems.isEmpty {
      do { _ = try result.ruleBook() } catch {
        if case .invalid(let diagnostics) = error { problems.add(diagnostics) } else { throw error }
      }
    }
    do { try problems.throwIfAny() } catch { throw .invalid(error) }
    return result
  }
}

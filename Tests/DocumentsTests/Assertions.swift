import Documents
import Testing

/// Asserts that reading `text` fails at `position` with `message` and offers `fix`.
func expectProblem(
  in text: String, at position: String, _ message: String, fix: String,
  limits: DocumentLimits = .standard, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  do {
    let document = try Document(text: text, named: "t.yaml", limits: limits)
    Issue.record("it was read as\n\(document.root.yaml())", sourceLocation: sourceLocation)
  } catch {
    expect(error.diagnostic, at: position, message, fix: fix, sourceLocation: sourceLocation)
  }
}

/// Asserts that `read` finds exactly one problem in `text`.
func expectProblem(
  in text: String, at position: String, _ message: String, fix: String = "",
  sourceLocation: Testing.SourceLocation = #_sourceLocation, read: (ValueReader) -> Void
) throws {
  let problems = DiagnosticCollector()
  read(ValueReader(try Document(text: text, named: "t.yaml"), into: problems))
  let all = problems.diagnostics.all
  guard all.count == 1 else {
    Issue.record("\(all.count) problems:\n\(problems.diagnostics)", sourceLocation: sourceLocation)
    return
  }
  expect(all[0], at: position, message, fix: fix, sourceLocation: sourceLocation)
}

private func expect(
  _ problem: Diagnostic, at position: String, _ message: String, fix: String,
  sourceLocation: Testing.SourceLocation
) {
  let place = problem.location.position.map { "\($0.line):\($0.column)" } ?? "file"
  let path = problem.path.isRoot ? "" : "\(problem.path): "
  let offered: String
  switch problem.suggestion {
  case .name(let name): offered = name
  case .advice(let advice): offered = advice
  case nil: offered = ""
  }
  #expect(
    [place, path + problem.message, offered] == [position, message, fix],
    sourceLocation: sourceLocation)
}

/// The root of a text that is known to be well formed.
func tree(_ text: String, named name: String = "t.yaml") throws -> DocumentNode {
  try Document(text: text, named: name).root
}

func position(_ node: DocumentNode?) -> String? {
  node?.location.position.map { "\($0.line):\($0.column)" }
}

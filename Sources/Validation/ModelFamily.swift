/// The family of a model: its name without the words that state a size.
///
/// `llama-3.1-70b` is of `llama-3.1`, `qwen3-30b-a3b` of `qwen3`, `mixtral-8x7b` of `mixtral`.
enum ModelFamily {
  static func name(of model: String) -> String {
    let words = model.split(separator: "-")
    let kept = words.filter { !isSize($0) }
    return (kept.isEmpty ? words : kept).joined(separator: "-")
  }

  /// Whether a word is a size: `70b`, `8x7b`, `a3b`, `0.6b`, `1t`.
  private static func isSize(_ word: Substring) -> Bool {
    guard word.last == "b" || word.last == "m" || word.last == "t" else { return false }
    var body = word.dropLast()
    if body.first == "a" { body = body.dropFirst() }
    return body.first?.isNumber == true
      && body.allSatisfy { $0.isNumber || $0 == "." || $0 == "x" }
  }
}

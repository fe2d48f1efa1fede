/// A picture of gnuplot made part of a page.
enum InlineSVG {
  /// The picture as an element named by a title, its identifiers made those of one figure of the
  /// page; nil where it holds anything that a plain drawing does not, such as a script or a link.
  static func markup(of file: String, title: String, figure: String) -> String? {
    guard let start = file.firstRange(of: "<svg")?.lowerBound else { return nil }
    var markup = ""
    var isRoot = true
    var hidden: String?
    for piece in pieces(of: file[start...].utf8) {
      guard case .tag(let tag) = piece else {
        if case .text(let text) = piece, hidden == nil { markup += text }
        continue
      }
      guard let element = Tag(tag), drawing.contains(element.name), element.isHarmless else {
        return nil
      }
      // Its own words on what it is say "Gnuplot".
      if element.name == "title" || element.name == "desc" {
        hidden = element.isEnd ? nil : element.name
        continue
      }
      markup += element.owned(by: figure)
      if isRoot {
        guard element.name == "svg" else { return nil }
        markup = markup.replacing(
          "<svg", with: "<svg role=\"img\" aria-labelledby=\"\(figure)-title\"", maxReplacements: 1)
        markup += "<title id=\"\(figure)-title\">\(HTMLText(title))</title>"
        isRoot = false
      }
    }
    return isRoot || hidden != nil ? nil : markup
  }

  /// The elements of which gnuplot makes drawings.
  private static let drawing: Set<String> = [
    "svg", "title", "desc", "defs", "g", "path", "rect", "circle", "line", "polyline", "polygon",
    "ellipse", "use", "text", "tspan", "filter", "feFlood", "feComposite", "pattern", "clipPath",
    "linearGradient", "stop",
  ]

  private enum Piece {
    case text(String)
    /// With its angle brackets.
    case tag(String)
  }

  private static func pieces(of bytes: Substring.UTF8View) -> [Piece] {
    var pieces: [Piece] = []
    var start = bytes.startIndex
    var quote: UInt8?
    var isTag = false
    func text(to end: Substring.UTF8View.Index) -> String {
      String(decoding: bytes[start..<end], as: UTF8.self)
    }
    for index in bytes.indices {
      let byte = bytes[index]
      if !isTag {
        guard byte == UInt8(ascii: "<") else { continue }
        if start < index { pieces.append(.text(text(to: index))) }
        (start, isTag) = (index, true)
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        let next = bytes.index(after: index)
        pieces.append(.tag(text(to: next)))
        (start, isTag) = (next, false)
      }
    }
    // A tag that never ends is no element, and is refused as such.
    if start < bytes.endIndex {
      pieces.append(isTag ? .tag(text(to: bytes.endIndex)) : .text(text(to: bytes.endIndex)))
    }
    return pieces
  }

  /// A start or an end of an element.
  private struct Tag {
    let text: String
    let name: String
    let isEnd: Bool

    init?(_ tag: String) {
      guard tag.hasPrefix("<"), tag.hasSuffix(">"), !tag.dropFirst().contains("<") else {
        return nil
      }
      let inside = tag.dropFirst()
      isEnd = inside.hasPrefix("/")
      name = String((isEnd ? inside.dropFirst() : inside).prefix { $0.isLetter })
      text = tag
    }

    /// Whether it neither runs anything nor leads anywhere but to a place in the drawing.
    var isHarmless: Bool {
      let low = String(text.lowercased().map { $0.isWhitespace ? " " : $0 })
      let links = low.ranges(of: "href=").map { low[$0.upperBound...].dropFirst().first }
      let places = low.ranges(of: "url(").map { low[$0.upperBound...].first }
      let handler = low.firstMatch(of: /[\s"']on[a-z]+\s*=/)
      return handler == nil && (links + places).allSatisfy { $0 == "#" } && !low.contains("\\")
        && !low.contains("href =")
    }

    /// The tag with its identifiers, and those it refers to, made the figure's.
    func owned(by figure: String) -> String {
      var tag = text
      for quote in ["'", "\""] {
        tag = tag.replacing(" id=\(quote)", with: " id=\(quote)\(figure)-")
        tag = tag.replacing("href=\(quote)#", with: "href=\(quote)#\(figure)-")
      }
      return tag.replacing("url(#", with: "url(#\(figure)-")
    }
  }
}

/// A rectangle on the sheet, downwards from its top left corner.
struct Box {
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double

  func overlaps(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}

/// What is drawn already, so that words can keep off it.
struct Clutter {
  typealias Place = (x: Double, y: Double)

  private var segments: [(Place, Place)] = []
  private var boxes: [Box] = []

  /// - Parameter marks: whether there is a mark at each point.
  mutating func add(line points: [Place], marks: Bool = true) {
    segments += zip(points, points.dropFirst()).map { ($0, $1) }
    guard marks else { return }
    boxes += points.map { Box(left: $0.x - 4, top: $0.y - 4, right: $0.x + 4, bottom: $0.y + 4) }
  }

  mutating func add(_ box: Box) { boxes.append(box) }

  /// How many things a rectangle would cover.
  func count(under box: Box) -> Int {
    boxes.filter(box.overlaps).count + segments.filter { Self.crosses($0, box) }.count
  }

  /// How many boxes a stroke would cross after leaving a circle around its start.
  func count(on stroke: (Place, Place), beyond radius: Double) -> Int {
    let (a, b) = stroke
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > radius else { return 0 }
    let start = (x: a.x + radius / length * dx, y: a.y + radius / length * dy)
    return boxes.filter { Self.crosses((start, b), $0) }.count
  }

  /// Whether a segment and a rectangle have a point in common (Liang & Barsky, 1984,
  /// doi:10.1145/357332.357333).
  private static func crosses(_ segment: (Place, Place), _ box: Box) -> Bool {
    let (a, b) = segment
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (entry, exit) = (0.0, 1.0)
    for (step, room) in [
      (-dx, a.x - box.left), (dx, box.right - a.x), (-dy, a.y - box.top), (dy, box.bottom - a.y),
    ] {
      if step == 0 {
        if room < 0 { return false }
      } else if step < 0 {
        entry = max(entry, room / step)
      } else {
        exit = min(exit, room / step)
      }
    }
    return entry <= exit
  }
}

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

  mutating func add(line points: [Place]) {
    segments += zip(points, points.dropFirst()).map { ($0, $1) }
    boxes += points.map { Box(left: $0.x - 4, top: $0.y - 4, right: $0.x + 4, bottom: $0.y + 4) }
  }

  mutating func add(_ box: Box) { boxes.append(box) }

  /// How many things a rectangle would cover.
  func count(under box: Box) -> Int {
    boxes.filter(box.overlaps).count + segments.filter { Self.crosses($0, box) }.count
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

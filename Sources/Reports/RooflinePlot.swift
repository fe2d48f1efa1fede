/// Kernels under the roofs of a chip: arithmetic intensity across, achieved rate up, both
/// logarithmic (Williams, Waterman & Patterson 2009, doi:10.1145/1498765.1498785).
///
/// A point's area is its share of the whole; what has no place under a roof is listed beside the
/// plot.
public struct RooflinePlot: Sendable, Hashable {
  /// What the arithmetic units allow, whatever the intensity.
  public struct Ceiling: Sendable, Hashable {
    public let label: String
    /// In the unit of the vertical axis.
    public let rate: Double

    public init(_ label: String, rate: Double) {
      self.label = label.onOneLine
      self.rate = rate
    }
  }

  public struct Mark: Sendable, Hashable {
    public let name: String
    public let intensity: Double
    public let rate: Double
    /// Of the group's whole, from 0 to 1.
    public let share: Double

    public init(_ name: String, intensity: Double, rate: Double, share: Double) {
      self.name = name.onOneLine
      self.intensity = intensity
      self.rate = rate
      self.share = share
    }
  }

  /// Marks of one colour, and what is listed beside the plot under its name.
  public struct Group: Sendable, Hashable {
    public let name: String
    public let marks: [Mark]
    public let aside: [String]

    public init(_ name: String, marks: [Mark], aside: [String] = []) {
      self.name = name.onOneLine
      self.marks = marks
      self.aside = aside.map(\.onOneLine)
    }
  }

  public let x: Axis
  public let y: Axis
  /// The rate that memory allows at an intensity of one.
  public let slope: Double
  public let slopeLabel: String
  public let ceilings: [Ceiling]
  public let groups: [Group]
  /// The heading of what is beside the plot.
  public let asideHeading: String

  /// - Parameters:
  ///   - x: label and unit of the intensity.
  ///   - y: label and unit of the rates.
  public init(
    x: (label: String, unit: String), y: (label: String, unit: String), slope: Double,
    slopeLabel: String, ceilings: [Ceiling], groups: [Group], asideHeading: String
  ) {
    self.x = Axis(x.label, unit: x.unit, scale: .logarithmic)
    self.y = Axis(y.label, unit: y.unit, scale: .logarithmic)
    self.slope = slope
    self.slopeLabel = slopeLabel.onOneLine
    self.ceilings = ceilings
    self.groups = groups
    self.asideHeading = asideHeading.onOneLine
  }
}

extension RooflinePlot {
  /// The plot with only what can be drawn, and a sentence on each thing left out.
  func drawable() -> (plot: RooflinePlot, omissions: [String]) {
    var omissions: [String] = []
    let roofs = ceilings.filter { y.admits($0.rate) }
    omissions += Omission.sentence(
      ceilings.count - roofs.count, of: ceilings.count, "ceiling", in: "")
    let kept = groups.map { group in
      let drawn = group.marks.filter {
        x.admits($0.intensity) && y.admits($0.rate) && (0...1).contains($0.share)
      }
      omissions += Omission.sentence(
        group.marks.count - drawn.count, of: group.marks.count, "point", in: group.name)
      return Group(group.name, marks: drawn, aside: group.aside)
    }
    let plot = RooflinePlot(
      x: (x.label, x.unit ?? ""), y: (y.label, y.unit ?? ""), slope: slope, slopeLabel: slopeLabel,
      ceilings: roofs, groups: kept, asideHeading: asideHeading)
    return (plot, omissions)
  }

  /// Whether there is anything under any roof.
  var isEmpty: Bool {
    groups.allSatisfy(\.marks.isEmpty) || ceilings.isEmpty || !y.admits(slope)
  }
}

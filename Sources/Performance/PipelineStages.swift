public import LanguageModels

/// How many layers of each group every pipeline stage holds.
///
/// The model keeps groups, not the order of a repeating pattern; groups are taken to be spread
/// evenly through the depth, which is exact for alternating layers and within one layer for a few
/// dense ones at the start. Stages are as equal as whole layers allow, longer ones first, since the
/// last stage also has the head.
public struct PipelineStages: Sendable, Hashable {
  /// `counts[stage][group]`.
  public let counts: [[Int]]

  /// - Precondition: there is at least one stage; stages beyond the layers stay empty.
  public init(model: ModelArchitecture, stages: Int) {
    precondition(stages >= 1, "\(stages) pipeline stages")
    let layers = model.layers
    self.init(
      model: model,
      lengths: (0..<stages).map { layers / stages + ($0 < layers % stages ? 1 : 0) })
  }

  /// Stages of the given lengths.
  ///
  /// - Precondition: the lengths are those of all layers together.
  public init(model: ModelArchitecture, lengths: [Int]) {
    precondition(
      lengths.reduce(0, +) == model.layers && lengths.allSatisfy { $0 >= 0 },
      "stages of \(lengths) for \(model.layers) layers")
    let groups = model.layerGroups
    var depths: [(depth: Double, group: Int)] = []
    for (index, group) in groups.enumerated() {
      for layer in 0..<group.count {
        depths.append(((Double(layer) + 0.5) / Double(group.count), index))
      }
    }
    // Equal depths keep the order of the groups: the sort key is unique.
    depths.sort { ($0.depth, $0.group) < ($1.depth, $1.group) }
    var counts: [[Int]] = []
    var next = 0
    for length in lengths {
      var held = groups.map { _ in 0 }
      for layer in depths[next..<(next + length)] { held[layer.group] += 1 }
      counts.append(held)
      next += length
    }
    self.counts = counts
  }
}

import Foundation
public import ExportControl
import Performance
import Quantities

extension ChipCapability {
  /// What a chip of which too little is known for the models is worth: the figures of its nearest
  /// relative, by ratio.
  ///
  /// Training goes with total processing performance, serving with the geometric mean of it and
  /// memory bandwidth: prompts are bound by arithmetic, output by memory. The relative is the one at
  /// the least distance in the logarithms of both, one of the same vendor before all others. Ignores
  /// memory capacity, links and formats: graded speculative.
  ///
  /// - Parameters:
  ///   - measures: of the chip, performance and bandwidth both known.
  ///   - relatives: chips that were modelled.
  /// - Returns: nil where there is no relative, or a measure is unknown.
  public static func transferred(
    _ name: String, title: String, vendor: String, measures: H100Equivalent.Measures,
    from relatives: [ChipCapability]
  ) -> ChipCapability? {
    guard let performance = measures.totalProcessingPerformance,
      let bandwidth = measures.memoryBandwidth
    else { return nil }
    func ratios(to relative: ChipCapability) -> (performance: Double, bandwidth: Double)? {
      guard let own = relative.measures.totalProcessingPerformance,
        let memory = relative.measures.memoryBandwidth
      else { return nil }
      return (performance / own, bandwidth / memory)
    }
    let known = relatives.filter { if case .modelled = $0.basis { true } else { false } }
    let kin = known.filter { $0.vendor == vendor }
    let nearest = (kin.isEmpty ? known : kin).compactMap { relative in
      ratios(to: relative).map { (relative: relative, ratios: $0) }
    }.min {
      func distance(_ r: (performance: Double, bandwidth: Double)) -> Double {
        abs(log(r.performance)) + abs(log(r.bandwidth))
      }
      return distance($0.ratios) < distance($1.ratios)
    }
    guard let nearest else { return nil }
    let (relative, ratio) = nearest
    let serving = (ratio.performance * ratio.bandwidth).squareRoot()
    return ChipCapability(
      name: name, title: title, vendor: vendor, basis: .transferred(from: relative.name),
      grade: .speculative, measures: measures,
      training: relative.training.map { $0.scaled(by: ratio.performance) },
      serving: relative.serving.map { $0.map { $0.scaled(by: serving) } }, power: relative.power)
  }
}

public import Stochastics

/// A number of the programme that is not known: its law, and where it goes.
///
/// The name addresses its random stream, so that inputs keep their draws when others come or go, and
/// names it in tornadoes and correlations.
public struct SupplyInput: Sendable {
  public let name: String
  public let distribution: Distribution
  /// Puts a drawn value where it belongs.
  public let apply: @Sendable (Double, inout SupplyProgramme) -> Void

  /// - Parameters:
  ///   - name: a path such as `smic.defect-density`, unique in a plan.
  ///   - allowed: the values that its place allows.
  /// - Throws: ``SupplyError/impossibleInput(input:support:allowed:)`` where the law has others.
  public init(
    _ name: String, _ distribution: Distribution,
    allowed: ClosedRange<Double> = 0...Double.infinity,
    apply: @escaping @Sendable (Double, inout SupplyProgramme) -> Void
  ) throws(SupplyError) {
    let support = distribution.support
    guard allowed.lowerBound <= support.lowerBound, support.upperBound <= allowed.upperBound else {
      throw .impossibleInput(input: name, support: support, allowed: allowed)
    }
    self.name = name
    self.distribution = distribution
    self.apply = apply
  }
}

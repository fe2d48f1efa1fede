import Hardware
import LanguageModels

extension OperatorCalibration {
  /// The efficiency of products of weights multiplied as `choice` says, that of a relative standing
  /// in where none is known; nil where there is no relative either.
  public func productEfficiency(of choice: ArithmeticChoice) -> ProductEfficiency? {
    productEfficiency(for: choice)?.efficiency
  }

  /// The same for the products of routed experts.
  public func expertEfficiency(of choice: ArithmeticChoice) -> ExpertEfficiency? {
    expertEfficiency(for: choice)?.efficiency
  }

  /// The efficiency of products in a format: that of its storage, of its arithmetic, or of the
  /// nearest relative.
  ///
  /// Widened weights use the entry of the format they multiply in unless their storage has one.
  func productEfficiency(
    for choice: ArithmeticChoice
  ) -> (efficiency: ProductEfficiency, borrowedFrom: NumericFormat?)? {
    for stored in choice.stored.kernels {
      if let own = storedProducts[stored] { return (own, nil) }
    }
    if let own = products[choice.arithmetic] { return (own, nil) }
    for relative in choice.arithmetic.efficiencyRelatives {
      if let efficiency = products[relative] { return (efficiency, relative) }
    }
    return nil
  }

  /// The efficiency of expert products, found as that of plain ones.
  func expertEfficiency(
    for choice: ArithmeticChoice
  ) -> (efficiency: ExpertEfficiency, borrowedFrom: NumericFormat?)? {
    for stored in choice.stored.kernels {
      if let own = storedExperts[stored] { return (own, nil) }
    }
    if let own = experts[choice.arithmetic] { return (own, nil) }
    for relative in choice.arithmetic.efficiencyRelatives {
      if let efficiency = experts[relative] { return (efficiency, relative) }
    }
    return nil
  }
}

extension WeightFormat {
  /// The format itself, then one that differs in the spacing of its scales only.
  fileprivate var kernels: [WeightFormat] {
    switch self {
    case .int4Group32: [.int4Group32, .int4]
    case .fp32, .bf16, .fp16, .fp8, .fp8Block, .mxfp8, .mxfp6, .mxfp4, .nvfp4, .int8, .int4: [self]
    }
  }
}

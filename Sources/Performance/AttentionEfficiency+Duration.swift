public import Hardware
public import LanguageModels
public import Quantities

extension PrefillAttentionEfficiency {
  /// The time of one attention kernel over chunks of prompts on a device, or nil where the device
  /// multiplies neither bf16 nor fp16.
  ///
  /// - Parameters:
  ///   - tensor: ranks that share the heads.
  ///   - launch: whether the time of the smallest kernel is added.
  public func duration(
    of load: AttentionLoad, in attention: AttentionVariant, tensor: Int = 1,
    cacheFormat: NumericFormat, on device: Device, launch: OperatorCalibration.Launch = .shown
  ) -> Seconds? {
    guard let format = device.peak.activationFormat else { return nil }
    let timer = PrefillAttentionTimer(
      attention: attention, tensor: tensor, cacheFormat: cacheFormat, efficiency: self,
      device: device, format: format, multiprocessors: device.multiprocessorsOrReference)
    let body = Seconds(timer.time(load).seconds)
    switch launch {
    case .shown: return body + floor
    case .hidden: return body
    }
  }
}

extension DecodeAttentionEfficiency {
  /// The time of one attention kernel over single new tokens on a device, or nil where the device
  /// multiplies neither bf16 nor fp16.
  ///
  /// - Parameters:
  ///   - tensor: ranks that share the heads.
  ///   - launch: whether the time of the smallest kernel is added.
  public func duration(
    of load: AttentionLoad, in attention: AttentionVariant, tensor: Int = 1,
    cacheFormat: NumericFormat, on device: Device, launch: OperatorCalibration.Launch = .shown
  ) -> Seconds? {
    guard let format = device.peak.activationFormat else { return nil }
    let timer = DecodeAttentionTimer(
      attention: attention, tensor: tensor, cacheFormat: cacheFormat, efficiency: self,
      device: device, format: format, multiprocessors: device.multiprocessorsOrReference)
    let body = Seconds(timer.time(load).seconds)
    switch launch {
    case .shown:
      let isCut = load.cached + load.queries > load.sequences * Self.keyBlock
      return body + floor + (isCut ? combining : .zero)
    case .hidden: return body
    }
  }
}

extension Device {
  /// Those of the reference chip where none are published.
  var multiprocessorsOrReference: Double {
    multiprocessors.map(Double.init) ?? AttentionTimer.referenceMultiprocessors
  }
}

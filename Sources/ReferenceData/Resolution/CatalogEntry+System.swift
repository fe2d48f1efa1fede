internal import Hardware
internal import Quantities

extension CatalogEntry {
  /// The system that the entry describes.
  ///
  /// - Throws: ``CatalogError/incomplete(_:kind:missing:)`` without a scale-up bandwidth.
  func system() throws(CatalogError) -> AcceleratorSystem {
    guard let accelerator = record.text("accelerator"), let count = record.count("accelerators"),
      let inner = record.group("scale-up"), let domain = inner.count("accelerators"),
      let bandwidth: BytesPerSecond = inner.quantity("bandwidth"),
      let latency: Seconds = inner.quantity("latency")
    else { throw .incomplete(name, kind: kind, missing: ["scale-up bandwidth"]) }
    let scaleOut = record.group("scale-out").flatMap { outer -> ScaleOut? in
      guard let bandwidth: BytesPerSecond = outer.quantity("bandwidth"),
        let latency: Seconds = outer.quantity("latency")
      else { return nil }
      return ScaleOut(
        name: outer.text("name") ?? "", bandwidth: bandwidth, latency: latency,
        rails: outer.count("rails"), pod: outer.count("pod"),
        oversubscription: outer.number("oversubscription") ?? 1,
        reduces: outer.flag("reduces") ?? false)
    }
    let host = record.group("host").flatMap { host -> HostMemory? in
      guard let bandwidth: BytesPerSecond = host.quantity("bandwidth") else { return nil }
      return HostMemory(capacity: host.quantity("memory"), bandwidth: bandwidth)
    }
    return AcceleratorSystem(
      name: name, title: title, accelerator: accelerator, accelerators: count,
      scaleUp: InterconnectLevel(
        name: inner.text("name") ?? "", accelerators: domain, bandwidth: bandwidth,
        latency: latency, reduces: inner.flag("reduces") ?? false),
      scaleOut: scaleOut, power: record.quantity("power"), host: host)
  }
}

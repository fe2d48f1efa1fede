import ExportControl
import Hardware
import Performance
import Quantities
public import ReferenceData

/// A product of a supply study by what it is: a chip of the catalog, or one that exists as numbers.
public struct ChipProduct: Sendable, Hashable {
  /// The product's name.
  public let name: String
  /// The chip of the catalog that it is, or is made of.
  public let chip: String
  /// The system of the catalog that it is used in; nil for the first that is sold with it.
  public let system: String?
  /// What is changed of it; nil where it is that chip.
  public let numbers: ChipNumbers?

  public init(
    _ name: String, chip: String? = nil, system: String? = nil, numbers: ChipNumbers? = nil
  ) {
    self.name = name
    self.chip = chip ?? name
    self.system = system
    self.numbers = numbers
  }
}

extension ChipCapability {
  /// The capabilities of products in their order.
  ///
  /// Chips that the models cannot take are transferred from the nearest relative among the others and
  /// `relatives`; none is dropped. What not even that gives refuses everything, with the reason.
  ///
  /// - Throws: for a name that the catalog does not have.
  public static func all(
    of products: [ChipProduct], relatives: [String] = ["h100-sxm", "ascend-910c"],
    on reference: CapabilityReference, catalog: Catalog, jobs: Int
  ) throws(CatalogError) -> [ChipCapability] {
    var machines: [ChipMachine] = []
    var places: [Int?] = []
    var reasons: [String] = []
    for product in products {
      do throws(CatalogError) {
        let machine = try ChipMachine(product.chip, system: product.system, catalog: catalog)
          .named(product.name)
        places.append(machines.count)
        reasons.append("")
        machines.append(product.numbers.map { machine.redesigned(product.name, to: $0) } ?? machine)
      } catch {
        guard case .incomplete = error else { throw error }
        places.append(nil)
        reasons.append("\(error)")
      }
    }
    // Relatives are modelled only where somebody needs them.
    let asked = machines.count
    if places.contains(where: { $0 == nil }) {
      for name in relatives where !machines.contains(where: { $0.accelerator.name == name }) {
        machines.append(try ChipMachine(name, catalog: catalog))
      }
    }
    let modelled = all(of: machines, on: reference, jobs: jobs)
    var found: [ChipCapability] = []
    for (index, product) in products.enumerated() {
      if let place = places[index], place < asked {
        found.append(modelled[place])
        continue
      }
      let item = try catalog.controlledItem(product.chip)
      let numbers = product.numbers
      let performance = numbers?.totalProcessingPerformance ?? item[.tpp]
      let bandwidth =
        numbers?.memoryBandwidth ?? item[.memoryBandwidth].map { BytesPerSecond($0) }
      let measures = H100Equivalent.Measures(
        totalProcessingPerformance: performance, eightBitRate: nil, memoryBandwidth: bandwidth)
      let vendor = try catalog.vendor(ofAccelerator: product.chip) ?? ""
      found.append(
        transferred(
          product.name, title: product.name, vendor: vendor, measures: measures, from: modelled)
          ?? refused(
            product.name, vendor: vendor, measures: measures, reason: reasons[index],
            classes: reference.serving.count))
    }
    return found
  }

  private static func refused(
    _ name: String, vendor: String, measures: H100Equivalent.Measures, reason: String, classes: Int
  ) -> ChipCapability {
    ChipCapability(
      name: name, title: name, vendor: vendor, basis: .transferred(from: ""), grade: .speculative,
      measures: measures, training: .failure(.unknown(reason: reason)),
      serving: Array(repeating: .failure(.unknown(reason: reason)), count: classes), power: .zero)
  }
}

public import ComputeSupply
import Economics
public import Quantities
public import ReferenceData

/// What a second of one accelerator costs that serves, by product and channel: on the terms asked for,
/// and bare of what rules, middlemen and subsidies make of the price.
public struct CellCosts: Sendable {
  public let products: Int
  /// USD per second at `product · channels + channel`; not a number where nobody states a price.
  let asked: [Double]
  let bare: [Double]

  /// - Parameters:
  ///   - cost: of a product in a channel, bare or not; nil where it is unknown.
  init(products: Int, _ cost: (Int, SupplyChannel, _ isBare: Bool) -> Double?) {
    self.products = products
    func cells(_ isBare: Bool) -> [Double] {
      (0..<products).flatMap { product in
        SupplyChannel.allCases.map { cost(product, $0, isBare) ?? .nan }
      }
    }
    asked = cells(false)
    bare = cells(true)
  }

  /// The cost of a cell; nil where nobody states a price.
  public subscript(product: Int, channel: SupplyChannel) -> USDollarsPerSecond? {
    let value = asked[product * SupplyChannel.count + channel.rawValue]
    return value.isNaN ? nil : USDollarsPerSecond(value)
  }

  /// The cost of products of the catalog, redesigned ones included.
  ///
  /// - Parameters:
  ///   - capabilities: of the products; their mean share of time on prompts sets the energy.
  ///   - prices: of the chip alone, by product; nil takes those of the catalog.
  ///   - terms: one for each channel.
  ///   - utilization: mean over greatest use.
  /// - Throws: what the catalog lacks.
  public init(
    of products: [ChipProduct], _ capabilities: [ChipCapability], prices: [USDollars?]? = nil,
    terms: [ChannelTerms] = ChannelTerms.standard, utilization: Double = 0.45, catalog: Catalog
  ) throws(CatalogError) {
    precondition(
      products.count == capabilities.count && prices?.count ?? products.count == products.count)
    precondition(utilization > 0 && utilization <= 1, "a use of \(utilization)")
    var found: [[Double?]] = []
    for (index, product) in products.enumerated() {
      guard let machine = try? ChipMachine(product.chip, system: product.system, catalog: catalog)
      else {
        found.append([])
        continue
      }
      let rate = capabilities[index].serving.lazy.compactMap { try? $0.get() }.first
      let prefill = min(1, max(0, rate?.prefillTime ?? 0)) * utilization
      var row: [Double?] = []
      for channel in SupplyChannel.allCases {
        guard let own = terms.first(where: { $0.channel == channel }),
          let phases = try? PhaseShares(prefill: prefill, decode: max(0, utilization - prefill))
        else {
          row += [nil, nil]
          continue
        }
        for terms in [own, own.bare] {
          let cost = try ChannelCost(
            of: machine, on: terms, price: prices?[index], catalog: catalog)
          row.append(cost?.hour(phases: phases).value)
        }
      }
      found.append(row)
    }
    self.init(products: products.count) { product, channel, isBare in
      found[product].isEmpty ? nil : found[product][channel.rawValue * 2 + (isBare ? 1 : 0)]
    }
  }
}

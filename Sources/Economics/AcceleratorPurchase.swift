public import Quantities

/// What one accelerator costs to buy and to plug in, its share of the system included.
public struct AcceleratorPurchase: Sendable, Hashable {
  /// Capital per accelerator, host, network, storage and installation included: a system's price
  /// divided by its accelerators, or a chip's price times a system factor. Never both.
  public let capital: USDollars
  /// Electric power per accelerator under full load, host and switches included, cooling excluded.
  public let nameplate: Watts

  public init(capital: USDollars, nameplate: Watts) throws(EconomicsError) {
    try check(capital.value, "capital per accelerator", in: 0...1e9)
    try check(nameplate.value, "nameplate power", in: 0...1e6)
    self.capital = capital
    self.nameplate = nameplate
  }
}

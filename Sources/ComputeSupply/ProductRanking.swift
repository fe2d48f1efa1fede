/// Products in the order of their worth per dollar, the best first; equals in the order in which they
/// came.
struct ProductRanking: Sendable {
  private(set) var products: [Int] = []
  private var ratios: [Double] = []

  mutating func clear() {
    products.removeAll(keepingCapacity: true)
    ratios.removeAll(keepingCapacity: true)
  }

  mutating func insert(_ product: Int, worthPerDollar ratio: Double) {
    products.append(product)
    ratios.append(ratio)
    var place = products.count - 1
    while place > 0, ratios[place - 1] < ratio {
      products[place] = products[place - 1]
      ratios[place] = ratios[place - 1]
      place -= 1
    }
    products[place] = product
    ratios[place] = ratio
  }
}

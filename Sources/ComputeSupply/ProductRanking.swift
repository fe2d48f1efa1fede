/// Products in the order of their worth per dollar, the best first; equals in the order in which they
/// came.
struct ProductRanking: Sendable {
  private var products: [Int]
  private var ratios: [Double]
  private(set) var count = 0

  init(capacity: Int) {
    products = [Int](repeating: 0, count: capacity)
    ratios = [Double](repeating: 0, count: capacity)
  }

  subscript(place: Int) -> Int { products[place] }

  mutating func clear() { count = 0 }

  mutating func insert(_ product: Int, worthPerDollar ratio: Double) {
    var place = count
    count += 1
    while place > 0, ratios[place - 1] < ratio {
      products[place] = products[place - 1]
      ratios[place] = ratios[place - 1]
      place -= 1
    }
    products[place] = product
    ratios[place] = ratio
  }
}

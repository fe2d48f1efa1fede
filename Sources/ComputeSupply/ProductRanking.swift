/// Products in the order of their worth per dollar, the best first; equals in the order in which they
/// came.
struct ProductRanking: ~Copyable {
  private var products: OwnedBuffer<Int>
  private var ratios: OwnedBuffer<Double>
  private(set) var count = 0

  init(capacity: Int) {
    products = OwnedBuffer(repeating: 0, count: capacity)
    ratios = OwnedBuffer(repeating: 0, count: capacity)
  }

  subscript(place: Int) -> Int { products[place] }

  mutating func clear() { count = 0 }

  /// Adds a product that is no better than those before.
  mutating func append(_ product: Int) {
    products[count] = product
    count += 1
  }

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

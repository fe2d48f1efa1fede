import Testing

@testable import Reports

@Suite("Labels moved apart")
struct LabelSpreadingTests {
  @Test("No two labels are closer than their heights, and all stay inside the bounds")
  func apart() {
    var numbers = Numbers(seed: 3)
    for _ in 0..<500 {
      let count = numbers.next(in: 1...12)
      let heights = (0..<count).map { _ in numbers.next(in: 10.0...30) }
      let bounds = 0.0...(heights.reduce(0, +) * numbers.next(in: 1.0...3))
      let places = (0..<count).map { _ in numbers.next(in: -20.0...(bounds.upperBound + 20)) }
      let spread = LabelSpreading.positions(of: places, heights: heights, within: bounds)
      for index in 0..<count {
        #expect(spread[index] - heights[index] / 2 >= bounds.lowerBound - 1e-9)
        #expect(spread[index] + heights[index] / 2 <= bounds.upperBound + 1e-9)
        for other in 0..<index {
          let gap = abs(spread[index] - spread[other])
          #expect(gap >= (heights[index] + heights[other]) / 2 - 1e-9)
          if places[index] != places[other] {
            #expect((spread[index] < spread[other]) == (places[index] < places[other]))
          }
        }
      }
    }
  }

  @Test("Labels that are apart already stay where they are")
  func unmoved() {
    let places = [50.0, 10, 90]
    #expect(
      LabelSpreading.positions(of: places, heights: [16, 16, 16], within: 0...100) == places)
  }

  @Test("Labels of one place are spread evenly around it")
  func even() {
    let spread = LabelSpreading.positions(
      of: [50, 50, 50], heights: [10, 10, 10], within: 0...100)
    #expect(spread == [40, 50, 60])
  }

  @Test("No other arrangement that keeps labels apart moves them less, in squares")
  func nearest() {
    var numbers = Numbers(seed: 4)
    for _ in 0..<200 {
      let places = (0..<4).map { _ in numbers.next(in: 0.0...60) }
      let heights = [Double](repeating: 16, count: 4)
      let spread = LabelSpreading.positions(of: places, heights: heights, within: -200...300)
      let best = zip(places, spread).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      // Any feasible arrangement in the same order: the spread one, moved by growing steps.
      let order = spread.indices.sorted { spread[$0] < spread[$1] }
      for _ in 0..<20 {
        var other = spread
        var shift = numbers.next(in: -5.0...5)
        for label in order {
          other[label] += shift
          shift += numbers.next(in: 0.0...2)
        }
        let moved = zip(places, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        #expect(moved >= best - 1e-6)
      }
    }
  }
}

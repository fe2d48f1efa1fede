import Foundation
import Stochastics
import Testing

@Suite("Designs over named inputs")
struct InputDesignTests {
  private let names = ["costs.electricity", "owner.utilization", "price", "a", "ä", "", "a/b"]

  /// Subsets of the names in arbitrary order.
  private func arbitraryInputs(_ seed: Int) -> [String] {
    var stream = RandomStream(StreamAddress(seed: UInt64(seed), purpose: "subsets"))
    var left = names
    return (0...stream.nextIndex(below: names.count)).map { _ in
      left.remove(at: stream.nextIndex(below: left.count))
    }
  }

  private func column(_ name: String, of design: InputDesign, count: Int) -> [Double] {
    let place = design.inputs.firstIndex(of: name)!
    return design.points(count).map { $0[place] }
  }

  /// Spearman's coefficient.
  private func rankCorrelation(_ x: [Double], _ y: [Double]) -> Double {
    func ranks(_ values: [Double]) -> [Double] {
      var ranks = values
      for (rank, place) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
        ranks[place] = Double(rank) - Double(values.count - 1) / 2
      }
      return ranks
    }
    let (a, b) = (ranks(x), ranks(y))
    let products = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    return products / a.reduce(0) { $0 + $1 * $1 }
  }

  @Test(
    "The draws of an input are the same to the bit among any others, in any order",
    arguments: [InputDesign.Method.monteCarlo, .latinHypercube])
  func stability(method: InputDesign.Method) throws {
    let all = try InputDesign(method, inputs: names, seed: 11)
    for seed in 0..<50 {
      let some = try InputDesign(method, inputs: arbitraryInputs(seed), seed: 11)
      for name in some.inputs {
        #expect(column(name, of: some, count: 37) == column(name, of: all, count: 37))
      }
    }
    let other = try InputDesign(method, inputs: names, seed: 12)
    for name in names {
      #expect(column(name, of: all, count: 37) != column(name, of: other, count: 37))
    }
  }

  @Test(
    "An input added last to a Sobol design does not move the others, and each name has its shift")
  func sobolStability() throws {
    for count in 1...names.count {
      let some = try InputDesign(.sobol, inputs: Array(names[..<count]), seed: 11)
      let all = try InputDesign(.sobol, inputs: names, seed: 11)
      #expect(some.points(64) == all.points(64).map { Array($0[..<count]) })
    }
    let first = try InputDesign(.sobol, inputs: ["a", "b"], seed: 11).points(64)
    let swapped = try InputDesign(.sobol, inputs: ["c", "b"], seed: 11).points(64)
    #expect(first.map { $0[1] } == swapped.map { $0[1] })
    #expect(first.map { $0[0] } != swapped.map { $0[0] })
    for dimension in 0..<2 {
      #expect(first.map { Int($0[dimension] * 64) }.sorted() == Array(0..<64))
    }
  }

  @Test("More draws leave the earlier ones", arguments: [InputDesign.Method.monteCarlo, .sobol])
  func prefixes(method: InputDesign.Method) throws {
    let design = try InputDesign(
      method, inputs: names, correlations: [RankCorrelation("a", "price", 0.6)], seed: 4)
    let many = design.points(300)
    for count in [1, 2, 7, 64, 299] { #expect(design.points(count) == Array(many[..<count])) }
  }

  @Test("Every draw lies strictly between 0 and 1, and each input is uniform")
  func uniformity() throws {
    for method in InputDesign.Method.allCases {
      let design = try InputDesign(
        method, inputs: names,
        correlations: [
          RankCorrelation("a", "price", 0.8), RankCorrelation("price", "ä", -0.5),
        ], seed: 2)
      let points = design.points(1_024)
      for place in names.indices {
        let sorted = points.map { $0[place] }.sorted()
        #expect(sorted.first! > 0 && sorted.last! < 1)
        // Kolmogorov's distance at 0.1 %: 1.95/√n.
        let distance = sorted.enumerated().reduce(0.0) {
          max($0, abs($1.element - (Double($1.offset) + 0.5) / 1_024))
        }
        #expect(distance < 1.95 / 32 + 0.5 / 1_024, "\(method) \(names[place])")
      }
    }
  }

  @Test("Correlations are met, and inputs without one keep their draws to the bit")
  func correlations() throws {
    let stated = [
      try RankCorrelation("price", "a", 0.7), try RankCorrelation("ä", "a", -0.4),
      try RankCorrelation("price", "ä", -0.2), try RankCorrelation("a/b", "", 0.95),
    ]
    let count = 4_096
    for method in InputDesign.Method.allCases {
      let plain = try InputDesign(method, inputs: names, seed: 9)
      let design = try InputDesign(method, inputs: names, correlations: stated, seed: 9)
      for name in ["costs.electricity", "owner.utilization"] {
        #expect(column(name, of: plain, count: count) == column(name, of: design, count: count))
      }
      for pair in stated {
        let found = rankCorrelation(
          column(pair.first, of: design, count: count),
          column(pair.second, of: design, count: count))
        // A coefficient of independent draws has a standard error of 1/√n at most.
        #expect(abs(found - pair.coefficient) < 4 / 64.0, "\(method) \(pair): \(found)")
      }
      let across = rankCorrelation(
        column("a", of: design, count: count), column("a/b", of: design, count: count))
      #expect(abs(across) < 4 / 64.0)
    }
  }

  @Test(
    "Reordering keeps the strata of a Latin hypercube and meets correlations closely with few draws"
  )
  func imanConover() throws {
    let stated = [
      try RankCorrelation("x", "y", 0.8), try RankCorrelation("y", "z", 0.5),
      try RankCorrelation("x", "z", 0.3),
    ]
    var errors: [Double] = []
    for seed in 0..<50 as Range<UInt64> {
      let plain = try InputDesign(.latinHypercube, inputs: ["x", "y", "z"], seed: seed)
      let design = try InputDesign(
        .latinHypercube, inputs: ["x", "y", "z"], correlations: stated, seed: seed)
      for name in design.inputs {
        let (before, after) = (
          column(name, of: plain, count: 50), column(name, of: design, count: 50)
        )
        #expect(before.sorted() == after.sorted())
      }
      for pair in stated {
        let found = rankCorrelation(
          column(pair.first, of: design, count: 50), column(pair.second, of: design, count: 50))
        #expect(abs(found - pair.coefficient) < 0.2, "\(pair) \(found)")
        errors.append(found - pair.coefficient)
      }
    }
    // Of 50 independent draws of these coefficients the errors would be about 0.1.
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    #expect((squares / Double(errors.count)).squareRoot() < 0.05)
    // Fewer draws than members still are a permutation of each.
    let few = try InputDesign(
      .latinHypercube, inputs: ["x", "y", "z"], correlations: stated, seed: 1)
    for count in 1...3 {
      let points = few.points(count)
      for place in 0..<3 {
        #expect(points.map { Int($0[place] * Double(count)) }.sorted() == Array(0..<count))
      }
    }
  }

  @Test(
    "Correlated draws do not depend on the order of inputs or of statements, nor on other groups")
  func orderOfCorrelations() throws {
    let stated = [
      try RankCorrelation("b", "c", 0.5), try RankCorrelation("a", "c", 0.3),
      try RankCorrelation("p", "q", 0.2),
    ]
    for method in [InputDesign.Method.monteCarlo, .latinHypercube] {
      let one = try InputDesign(
        method, inputs: ["a", "b", "c", "p", "q"], correlations: stated, seed: 3)
      let other = try InputDesign(
        method, inputs: ["new", "c", "b", "a"],
        correlations: [
          RankCorrelation("c", "a", 0.3), RankCorrelation("b", "c", 0.5),
        ], seed: 3)
      for name in ["a", "b", "c"] {
        #expect(column(name, of: one, count: 40) == column(name, of: other, count: 40))
      }
    }
  }

  @Test("Two inputs under Monte Carlo are as GaussianCopula makes them")
  func twoDimensions() throws {
    let plain = try InputDesign(.monteCarlo, inputs: ["a", "b"], seed: 8).points(200)
    let design = try InputDesign(
      .monteCarlo, inputs: ["a", "b"], correlations: [RankCorrelation("a", "b", 0.6)], seed: 8)
    let copula = try GaussianCopula(rankCorrelation: 0.6)
    for (before, after) in zip(plain, design.points(200)) {
      #expect(after[0] == before[0])
      #expect(abs(after[1] - copula.partner(of: before[0], before[1])) < 1e-12)
    }
  }

  @Test("Impossible and mistaken statements are refused by name")
  func refusals() throws {
    func message(_ make: () throws -> Void) -> String {
      do {
        try make()
        return "nothing was wrong"
      } catch {
        return "\(error)"
      }
    }
    let impossible = message {
      _ = try InputDesign(
        .monteCarlo, inputs: ["x", "y", "z", "other"],
        correlations: [
          RankCorrelation("x", "y", 0.9), RankCorrelation("y", "z", 0.9),
          RankCorrelation("x", "z", -0.9),
        ], seed: 1)
    }
    #expect(impossible.contains("x, y, z together"))
    #expect(impossible.contains("smallest eigenvalue of their matrix is -0.8"))
    let unknown = message {
      _ = try InputDesign(
        .sobol, inputs: ["price", "b"], correlations: [RankCorrelation("prise", "b", 0.1)], seed: 1)
    }
    #expect(unknown.contains("no uncertain input is named \"prise\" (did you mean \"price\"?)"))
    #expect(
      message { _ = try InputDesign(.sobol, inputs: ["a", "b", "a"], seed: 1) }
        .contains("a is stated twice"))
    let twice = message {
      _ = try InputDesign(
        .sobol, inputs: ["a", "b"],
        correlations: [RankCorrelation("a", "b", 0.1), RankCorrelation("b", "a", 0.2)], seed: 1)
    }
    #expect(twice.contains("the correlation of b and a is stated twice"))
    #expect(throws: StochasticsError.self) { try RankCorrelation("a", "b", 1) }
    #expect(throws: StochasticsError.self) { try RankCorrelation("a", "a", 0.5) }
    let many = (1...41).map { "x\($0)" }
    #expect(
      message { _ = try InputDesign(.sobol, inputs: many, seed: 1) }
        .contains("41 uncertain inputs are too many for a Sobol design, which takes at most 40"))
    #expect(throws: Never.self) { try InputDesign(.latinHypercube, inputs: many, seed: 1) }
  }

  @Test(
    "A Saltelli design exchanges one input at a time, each column filling its range",
    arguments: InputDesign.Method.allCases)
  func saltelli(method: InputDesign.Method) throws {
    func rows(_ inputs: [String], _ points: Int) throws -> [[Double]] {
      try SaltelliDesign(InputDesign(method, inputs: inputs, seed: 6), points: points).rows
    }
    let found = try rows(["a", "b", "c"], 64)
    #expect(found.count == 64 * 5)
    for start in stride(from: 0, to: found.count, by: 5) {
      let (a, b) = (found[start], found[start + 1])
      for input in 0..<3 {
        let mixed = found[start + 2 + input]
        for place in 0..<3 { #expect(mixed[place] == (place == input ? b : a)[place]) }
        #expect(a[input] != b[input])
      }
    }
    let fewer = try rows(["a", "b"], 64)
    #expect((0..<64).allSatisfy { fewer[4 * $0] == Array(found[5 * $0][..<2]) })
    switch method {
    case .monteCarlo:
      #expect(try rows(["a", "b", "c"], 16) == Array(found[..<80]))
      #expect((0..<64).allSatisfy { fewer[4 * $0 + 1] == Array(found[5 * $0 + 1][..<2]) })
    case .latinHypercube:
      #expect((0..<64).allSatisfy { fewer[4 * $0 + 1] == Array(found[5 * $0 + 1][..<2]) })
    case .sobol: #expect(try rows(["a", "b", "c"], 16) == Array(found[..<80]))
    }
    guard method != .monteCarlo else { return }
    for input in 0..<3 {
      for side in 0..<2 {
        let column = stride(from: side, to: found.count, by: 5).map { found[$0][input] }
        #expect(column.map { Int($0 * 64) }.sorted() == Array(0..<64))
      }
    }
  }

  @Test(
    "Sensitivity indices are refused for correlated inputs, and for more than twenty by Sobol points"
  )
  func saltelliRefusals() throws {
    let correlated = try InputDesign(
      .sobol, inputs: ["a", "b", "c"], correlations: [RankCorrelation("c", "a", 0.5)], seed: 1)
    #expect {
      try SaltelliDesign(correlated, points: 8)
    } throws: {
      "\($0)".contains("a, c are correlated")
    }
    let many = (1...21).map { "x\($0)" }
    #expect(throws: Never.self) {
      try SaltelliDesign(InputDesign(.latinHypercube, inputs: many, seed: 1), points: 8)
    }
    #expect {
      try SaltelliDesign(InputDesign(.sobol, inputs: many, seed: 1), points: 8)
    } throws: {
      "\($0)".contains("21 uncertain inputs are too many")
    }
  }
}

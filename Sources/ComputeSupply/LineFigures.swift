/// The numbers of a programme's domestic lines and memory as the loop reads them.
final class LineFigures: Sendable {
  let count: Int
  let product: [Int]
  let diesPerPackage: [Double]
  let stacksPerPackage: [Double]
  let waferMonths: [Double]
  let packagingMonths: [Double]
  let dieBank: [Double]
  let grossDies: [Double]

  // By month.
  let wafersStarted: MonthTable
  let packagingYield: MonthTable
  let packagingStarts: MonthTable
  let bankRelease: MonthTable
  /// Dies per wafer that are good, and that a lower bin uses.
  let goodDies: MonthTable
  let salvagedDies: MonthTable

  // Memory stacks, by month.
  let memoryImports: [Double]
  let memoryCovert: [Double]
  /// Good ones from the wafers started.
  let memoryStarted: [Double]

  init(_ programme: SupplyProgramme) {
    let list = programme.lines
    let months = programme.months.count
    count = list.count
    product = list.map { line in programme.products.firstIndex { $0.name == line.product }! }
    diesPerPackage = list.map { Double($0.diesPerPackage) }
    stacksPerPackage = list.map(\.stacksPerPackage)
    waferMonths = list.map(\.waferMonths)
    packagingMonths = list.map(\.packagingMonths)
    dieBank = list.map(\.dieBank)
    let gross = list.map { WaferGeometry.grossDies(dieArea: $0.dieArea) }
    grossDies = gross
    wafersStarted = MonthTable(months: months, columns: list.map(\.waferStarts))
    packagingYield = MonthTable(months: months, columns: list.map(\.packagingYield))
    packagingStarts = MonthTable(months: months, columns: list.map(\.packagingStarts))
    bankRelease = MonthTable(months: months, columns: list.map(\.bankRelease))
    let good = MonthTable(months: months, width: list.count) { month, line in
      gross[line]
        * list[line].yieldModel.yield(
          dieArea: list[line].dieArea, defectDensity: list[line].defectDensity[month])
    }
    goodDies = good
    salvagedDies = MonthTable(months: months, width: list.count) { month, line in
      (gross[line] - good[month, line]) * list[line].salvage
    }
    let memory = programme.memory
    memoryImports = memory.imports.values
    memoryCovert = memory.covertImports.values
    memoryStarted = (0..<months).map {
      memory.waferStarts[$0] * memory.stacksPerWafer * memory.stackYield[$0]
    }
  }
}

/// The numbers of a programme's domestic lines and memory as the loop reads them.
struct LineFigures: ~Copyable {
  let count: Int
  var product: OwnedBuffer<Int>
  var diesPerPackage: OwnedBuffer<Double>
  var stacksPerPackage: OwnedBuffer<Double>
  var waferMonths: OwnedBuffer<Double>
  var packagingMonths: OwnedBuffer<Double>
  var dieBank: OwnedBuffer<Double>
  var grossDies: OwnedBuffer<Double>

  // By month.
  var wafersStarted: MonthTable
  var packagingYield: MonthTable
  var packagingStarts: MonthTable
  var bankRelease: MonthTable
  /// Dies per wafer that are good, and that a lower bin uses.
  var goodDies: MonthTable
  var salvagedDies: MonthTable

  // Memory stacks, by month.
  var memoryImports: OwnedBuffer<Double>
  var memoryCovert: OwnedBuffer<Double>
  /// Good ones from the wafers started.
  var memoryStarted: OwnedBuffer<Double>

  init(months: Int, lines: Int) {
    count = lines
    func numbers() -> OwnedBuffer<Double> { OwnedBuffer(repeating: 0, count: lines) }
    func table() -> MonthTable { MonthTable(months: months, width: lines) }
    product = OwnedBuffer(repeating: 0, count: lines)
    diesPerPackage = numbers()
    stacksPerPackage = numbers()
    waferMonths = numbers()
    packagingMonths = numbers()
    dieBank = numbers()
    grossDies = numbers()
    wafersStarted = table()
    packagingYield = table()
    packagingStarts = table()
    bankRelease = table()
    goodDies = table()
    salvagedDies = table()
    memoryImports = OwnedBuffer(repeating: 0, count: months)
    memoryCovert = OwnedBuffer(repeating: 0, count: months)
    memoryStarted = OwnedBuffer(repeating: 0, count: months)
  }

  /// Reads what differs from the programme read before.
  ///
  /// - Parameter old: that programme, of the same months, products and lines; nil where there was none.
  mutating func read(_ programme: SupplyProgramme, after old: SupplyProgramme?) {
    for (line, own) in programme.lines.enumerated() where own != old?.lines[line] {
      product[line] = programme.products.firstIndex { $0.name == own.product }!
      diesPerPackage[line] = Double(own.diesPerPackage)
      stacksPerPackage[line] = own.stacksPerPackage
      waferMonths[line] = own.waferMonths
      packagingMonths[line] = own.packagingMonths
      dieBank[line] = own.dieBank
      wafersStarted.set(line, to: own.waferStarts)
      packagingYield.set(line, to: own.packagingYield)
      packagingStarts.set(line, to: own.packagingStarts)
      bankRelease.set(line, to: own.bankRelease)
      let gross = WaferGeometry.grossDies(dieArea: own.dieArea)
      grossDies[line] = gross
      for month in own.defectDensity.values.indices {
        let good =
          gross
          * own.yieldModel.yield(
            dieArea: own.dieArea, defectDensity: own.defectDensity[month])
        goodDies[month, line] = good
        salvagedDies[month, line] = (gross - good) * own.salvage
      }
    }
    let memory = programme.memory
    guard memory != old?.memory else { return }
    memoryImports.copy(memory.imports.values)
    memoryCovert.copy(memory.covertImports.values)
    for month in 0..<programme.months.count {
      memoryStarted[month] =
        memory.waferStarts[month] * memory.stacksPerWafer * memory.stackYield[month]
    }
  }
}

import Quantities

/// The nodes of a run: in the job, spare, or in repair.
struct NodePool {
  private enum State: UInt8 { case job, spare, repair }

  private var states: ContiguousArray<State>
  /// Counts how often a node left the job, so that what was planned for it before is known as stale.
  private var lives: ContiguousArray<Int32>
  /// Places in `job`.
  private var places: ContiguousArray<Int32>
  /// The nodes of the job, in no order.
  private(set) var job: ContiguousArray<Int32>
  /// From the longest to the shortest wait.
  private(set) var spares: ContiguousArray<Int32>
  private(set) var inRepair = 0
  private(set) var greatestInRepair = 0
  private(set) var removed = 0
  private(set) var returned = 0
  let count: Int

  init(job size: Int, spares spareCount: Int) {
    count = size + spareCount
    states = ContiguousArray(repeating: .job, count: count)
    lives = ContiguousArray(repeating: 0, count: count)
    places = ContiguousArray(0..<Int32(count))
    job = ContiguousArray(0..<Int32(size))
    spares = ContiguousArray(Int32(size)..<Int32(count))
    for node in spares { states[Int(node)] = .spare }
  }

  func life(of node: Int) -> Int32 { lives[node] }

  func isInJob(_ node: Int) -> Bool { states[node] == .job }

  func isInJob(_ node: Int, life: Int32) -> Bool { states[node] == .job && lives[node] == life }

  private mutating func takeFromJob(_ node: Int) {
    let place = Int(places[node])
    let last = job.removeLast()
    if Int(last) != node {
      job[place] = last
      places[Int(last)] = Int32(place)
    }
    lives[node] += 1
  }

  /// A node of the job goes to repair.
  mutating func remove(_ node: Int) {
    takeFromJob(node)
    states[node] = .repair
    removed += 1
    inRepair += 1
    greatestInRepair = max(greatestInRepair, inRepair)
  }

  /// A repaired node becomes a spare.
  mutating func takeBack(_ node: Int) {
    states[node] = .spare
    inRepair -= 1
    returned += 1
    spares.append(Int32(node))
  }

  /// The spare that has waited longest joins the job.
  mutating func join() -> Int {
    let node = Int(spares.removeFirst())
    states[node] = .job
    places[node] = Int32(job.count)
    job.append(Int32(node))
    return node
  }

  /// A node of the job becomes a spare.
  mutating func leave() -> Int {
    let node = Int(job[job.count - 1])
    takeFromJob(node)
    states[node] = .spare
    spares.append(Int32(node))
    return node
  }
}

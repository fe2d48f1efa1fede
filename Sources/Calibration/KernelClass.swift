public import Hardware

/// The classes of kernels that can be calibrated, by the names of their tables.
///
/// To add one: a case here, its columns, and a type whose ``KernelForm`` reads and times its rows
/// (``AllReduceForm`` is the pattern).
public enum KernelClass: String, Sendable, Hashable, CaseIterable {
  /// All-reduce kernels of an engine.
  case allReduce = "allreduce"

  /// The columns that a table must have; of times without the ending that names their unit.
  public var columns: [String] {
    switch self {
    case .allReduce: AllReduceForm.columns
    }
  }

  /// The rows of tables of this class as fits to be made, in an order that does not depend on that
  /// of the rows.
  public func groups(
    of tables: [KernelTable], on accelerator: Accelerator
  ) throws(KernelTableError) -> [any FittableGroup] {
    switch self {
    case .allReduce: try AllReduceForm.groups(of: tables, on: accelerator)
    }
  }
}

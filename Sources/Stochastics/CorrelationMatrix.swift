internal import CGSL

/// A symmetric matrix of correlations, by GSL.
enum CorrelationMatrix {
  /// The lower triangle L of the product L Lᵀ that `matrix` is, row by row; nothing unless it is
  /// positive definite (Cholesky's factors).
  static func factor(_ matrix: [[Double]]) -> [[Double]]? {
    let order = matrix.count
    let work = filled(matrix)
    defer { gsl_matrix_free(work) }
    let status = gsl_linalg_cholesky_decomp1(work)
    _ = cgsl_take_error()
    guard status == GSL_SUCCESS else { return nil }
    return (0..<order).map { row in (0...row).map { gsl_matrix_get(work, row, $0) } }
  }

  /// The least eigenvalue: how far the matrix is from being positive definite.
  static func smallestEigenvalue(of matrix: [[Double]]) -> Double {
    let order = matrix.count
    let work = filled(matrix)
    let values = gsl_vector_alloc(order)
    let workspace = gsl_eigen_symm_alloc(order)
    defer {
      gsl_matrix_free(work)
      gsl_vector_free(values)
      gsl_eigen_symm_free(workspace)
    }
    gsl_eigen_symm(work, values, workspace)
    return gsl_vector_min(values)
  }

  /// The correlations of columns of as many numbers each; a column that does not vary is
  /// uncorrelated with all others.
  static func correlations(of columns: [[Double]]) -> [[Double]] {
    let centred = columns.map { column in
      let mean = column.reduce(0, +) / Double(column.count)
      return column.map { $0 - mean }
    }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let lengths = centred.map { product($0, $0).squareRoot() }
    return columns.indices.map { row in
      columns.indices.map { column in
        let scale = lengths[row] * lengths[column]
        if row == column { return 1 }
        return scale > 0 ? product(centred[row], centred[column]) / scale : 0
      }
    }
  }

  private static func filled(_ matrix: [[Double]]) -> UnsafeMutablePointer<gsl_matrix>? {
    let work = gsl_matrix_alloc(matrix.count, matrix.count)
    for (row, values) in matrix.enumerated() {
      for (column, value) in values.enumerated() { gsl_matrix_set(work, row, column, value) }
    }
    return work
  }
}

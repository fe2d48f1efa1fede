internal import CGSL

/// A minimum of a sum of squares by GSL's trust-region Levenberg-Marquardt search, with derivatives
/// by forward differences: over GSL's own small steps, or over a stated one where the residuals are
/// those of a simulation and not smooth below it.
struct LeastSquares {
  enum Ending {
    case converged
    /// At the limit of iterations.
    case stopped
    /// A residual, by its index, could not be computed at these coordinates.
    case refused(Int, at: [Double])
    case failed(String)
  }

  /// A residual that has no finite value.
  struct NoResidual: Error { let index: Int }

  let ending: Ending
  let coordinates: [Double]
  let iterations: Int
  let sumOfSquares: Double
  /// Of the residuals by the coordinates, row by row.
  private let derivatives: [Double]
  private let count: Int

  /// - Parameters:
  ///   - step: the difference of a coordinate over which derivatives are taken; nil for GSL's own.
  ///   - residuals: as many as `count` at the given coordinates.
  init(
    start: [Double], count: Int, limit: Int, step: Double? = nil,
    residuals: ([Double]) -> Result<[Double], NoResidual>
  ) {
    self.count = count
    let found: Found = withoutActuallyEscaping(residuals) { escaping in
      var problem = Problem(residuals: escaping, step: step)
      return withUnsafeMutablePointer(to: &problem) { pointer in
        Self.search(pointer, start: start, count: count, limit: limit)
      }
    }
    ending = found.ending
    coordinates = found.coordinates
    iterations = found.iterations
    sumOfSquares = found.sumOfSquares
    derivatives = found.derivatives
  }

  /// The variances of some coordinates `u`, the others held: the diagonal of `s²(JᵀJ)⁻¹`, with
  /// derivatives by u = derivatives by the coordinate over `slopes`; nil where the residuals do not
  /// depend on a coordinate, or only as they do on others.
  func variances(of places: [Int], slopes: [Double]) -> [Double?] {
    guard !places.isEmpty else { return [] }
    let width = coordinates.count
    let jacobian = gsl_matrix_alloc(count, places.count)
    let covariance = gsl_matrix_alloc(places.count, places.count)
    defer {
      gsl_matrix_free(jacobian)
      gsl_matrix_free(covariance)
    }
    for row in 0..<count {
      for (column, place) in places.enumerated() {
        gsl_matrix_set(jacobian, row, column, derivatives[row * width + place] / slopes[column])
      }
    }
    gsl_multifit_nlinear_covar(jacobian, 1e-8, covariance)
    _ = cgsl_take_error()
    let spread = sumOfSquares / Double(max(1, count - places.count))
    return places.indices.map {
      let variance = gsl_matrix_get(covariance, $0, $0) * spread
      return variance > 0 && variance.isFinite ? variance : nil
    }
  }

  private struct Problem {
    let residuals: ([Double]) -> Result<[Double], NoResidual>
    let step: Double?
    var refusal: (index: Int, coordinates: [Double])?

    mutating func found(at coordinates: [Double]) -> [Double]? {
      switch residuals(coordinates) {
      case .success(let found): return found
      case .failure(let refused):
        refusal = (refused.index, coordinates)
        return nil
      }
    }
  }

  private struct Found {
    var ending: Ending
    var coordinates: [Double]
    var iterations = 0
    var sumOfSquares = 0.0
    var derivatives: [Double] = []
  }

  private static func search(
    _ problem: UnsafeMutablePointer<Problem>, start: [Double], count: Int, limit: Int
  ) -> Found {
    var settings = gsl_multifit_nlinear_default_parameters()
    let workspace = gsl_multifit_nlinear_alloc(
      cgsl_multifit_nlinear_trust(), &settings, count, start.count)
    guard let workspace else {
      return Found(ending: .failed(takenReason()), coordinates: start)
    }
    defer { gsl_multifit_nlinear_free(workspace) }
    var function = gsl_multifit_nlinear_fdf()
    function.n = count
    function.p = start.count
    function.params = UnsafeMutableRawPointer(problem)
    function.f = { coordinates, context, residuals in
      let problem = context!.assumingMemoryBound(to: Problem.self)
      let at = values(of: coordinates!)
      guard let found = problem.pointee.found(at: at) else { return Int32(GSL_EBADFUNC) }
      for (index, value) in found.enumerated() { gsl_vector_set(residuals, index, value) }
      return Int32(GSL_SUCCESS)
    }
    if problem.pointee.step != nil {
      function.df = { coordinates, context, jacobian in
        let problem = context!.assumingMemoryBound(to: Problem.self)
        let at = values(of: coordinates!)
        let step = problem.pointee.step!
        guard let here = problem.pointee.found(at: at) else { return Int32(GSL_EBADFUNC) }
        for column in at.indices {
          var aside = at
          aside[column] += step
          guard let there = problem.pointee.found(at: aside) else { return Int32(GSL_EBADFUNC) }
          for row in here.indices {
            gsl_matrix_set(jacobian, row, column, (there[row] - here[row]) / step)
          }
        }
        return Int32(GSL_SUCCESS)
      }
    }
    let status = start.withUnsafeBufferPointer { buffer in
      var view = gsl_vector_const_view_array(buffer.baseAddress, start.count)
      return withUnsafePointer(to: &view.vector) { vector in
        gsl_multifit_nlinear_init(vector, &function, workspace)
      }
    }
    var info: Int32 = 0
    var ending = Ending.converged
    if status == GSL_SUCCESS {
      // A search over coarse steps ends when it moves by less than a tenth of them.
      let step = problem.pointee.step
      let driven = gsl_multifit_nlinear_driver(
        limit, step.map { $0 / 10 } ?? 1e-10, step == nil ? 1e-10 : 1e-6, 0, nil, nil, &info,
        workspace)
      if driven == GSL_EMAXITER { ending = .stopped }
    }
    let reason = takenReason()
    if let refusal = problem.pointee.refusal {
      ending = .refused(refusal.index, at: refusal.coordinates)
    } else if status != GSL_SUCCESS {
      ending = .failed(reason)
    }
    var found = Found(
      ending: ending, coordinates: values(of: gsl_multifit_nlinear_position(workspace)))
    found.iterations = gsl_multifit_nlinear_niter(workspace)
    let residuals = values(of: gsl_multifit_nlinear_residual(workspace))
    found.sumOfSquares = residuals.reduce(0) { $0 + $1 * $1 }
    let jacobian = gsl_multifit_nlinear_jac(workspace)!
    for row in 0..<count {
      for column in start.indices {
        found.derivatives.append(gsl_matrix_get(jacobian, row, column))
      }
    }
    return found
  }

  /// What GSL last complained about.
  private static func takenReason() -> String {
    let error = cgsl_take_error()
    return error.reason.map { String(cString: $0) } ?? "the search for the best fit failed"
  }
}

private func values(of vector: UnsafePointer<gsl_vector>) -> [Double] {
  (0..<vector.pointee.size).map { gsl_vector_get(vector, $0) }
}

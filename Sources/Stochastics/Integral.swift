internal import CGSL

/// Numerical integration by GSL's adaptive Gauss-Kronrod rule with extrapolation (QAGS), which
/// bears integrable singularities at the ends.
enum Integral {
  /// The integral of `f` from 0 to 1, to a relative error of 1e-9 where rounding allows.
  static func overUnitInterval(_ f: (Double) -> Double) -> Double {
    withoutActuallyEscaping(f) { escaping in
      var integrand = Integrand(value: escaping)
      return withUnsafeMutablePointer(to: &integrand) { pointer in
        var function = gsl_function()
        function.function = { x, context in
          context!.assumingMemoryBound(to: Integrand.self).pointee.value(x)
        }
        function.params = UnsafeMutableRawPointer(pointer)
        let intervals = 2_000
        let workspace = gsl_integration_workspace_alloc(intervals)
        defer { gsl_integration_workspace_free(workspace) }
        var result = 0.0
        var error = 0.0
        gsl_integration_qags(&function, 0, 1, 0, 1e-9, intervals, workspace, &result, &error)
        _ = cgsl_take_error()  // a complaint means rounding stopped it before 1e-9
        return result
      }
    }
  }

  private struct Integrand { let value: (Double) -> Double }
}

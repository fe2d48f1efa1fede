#ifndef CGSL_H
#define CGSL_H

// The GNU Scientific Library as one module, and the three things Swift cannot do with it alone:
// read its global type pointers, survive its error handler, and call a closure it can integrate.

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

/// What GSL last complained about on this thread; `code` is 0 when it did not.
typedef struct {
  int code;
  int line;
  const char *reason;
  const char *file;
} cgsl_error;

/// Returns the last complaint of GSL on this thread and forgets it.
///
/// GSL's own handler aborts the process. Ours, installed once when the program is loaded and
/// therefore before any thread can draw, only notes the complaint; the GSL function then returns
/// its error value (a NaN or a null pointer) and the caller asks here what happened.
cgsl_error cgsl_take_error(void);

/// GSL's descriptors are mutable C globals, which Swift 6 refuses to read; these return them.
const gsl_qrng_type *cgsl_qrng_sobol(void);
const gsl_qrng_type *cgsl_qrng_niederreiter(void);
const gsl_multifit_nlinear_type *cgsl_multifit_nlinear_trust(void);

#endif

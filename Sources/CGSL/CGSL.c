#include "CGSL.h"

static _Thread_local cgsl_error last_error;

static void note_error(const char *reason, const char *file, int line, int code) {
  last_error = (cgsl_error){.code = code, .line = line, .reason = reason, .file = file};
}

// Runs once, before main and before any thread: no call can meet GSL's aborting handler.
__attribute__((constructor)) static void install_error_capture(void) {
  gsl_set_error_handler(&note_error);
}

cgsl_error cgsl_take_error(void) {
  cgsl_error taken = last_error;
  last_error = (cgsl_error){0};
  return taken;
}

const gsl_qrng_type *cgsl_qrng_sobol(void) { return gsl_qrng_sobol; }
const gsl_qrng_type *cgsl_qrng_niederreiter(void) { return gsl_qrng_niederreiter_2; }
const gsl_multifit_nlinear_type *cgsl_multifit_nlinear_trust(void) {
  return gsl_multifit_nlinear_trust;
}

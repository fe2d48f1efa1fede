#pragma once

/// Begins to load the cache line at an address that will soon be read; never faults.
static inline void prefetch_for_reading(const void *_Nonnull address) {
  __builtin_prefetch(address);
}

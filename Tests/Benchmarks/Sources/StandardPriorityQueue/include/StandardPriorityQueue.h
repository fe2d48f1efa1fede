#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A `std::priority_queue` of 32-byte events in the order of (time, sequence), and the hold model.
typedef struct StandardQueue StandardQueue;

/// A queue of `size` events at the first `size` delays, numbered from zero.
/// `count` delays are used in turn; they are borrowed for the life of the queue.
StandardQueue *standard_queue_create(size_t size, const int64_t *delays, size_t count);

/// Removes the first event and adds its successor one delay later, `operations` times.
/// Returns a checksum of the order of removal.
uint64_t standard_queue_hold(StandardQueue *queue, size_t operations);

void standard_queue_destroy(StandardQueue *queue);

#ifdef __cplusplus
}
#endif

#include "StandardPriorityQueue.h"

#include <queue>
#include <vector>

namespace {

struct Event {
  int64_t time;
  uint64_t sequence;
  int64_t payload;
  int64_t kind;
};

struct Later {
  bool operator()(const Event &a, const Event &b) const {
    return a.time > b.time || (a.time == b.time && a.sequence > b.sequence);
  }
};

static_assert(sizeof(Event) == 32, "the payload compared is 32 bytes");

}  // namespace

struct StandardQueue {
  std::priority_queue<Event, std::vector<Event>, Later> events;
  uint64_t next_sequence;
  const int64_t *delays;
  size_t count;
  size_t cursor;
};

StandardQueue *standard_queue_create(size_t size, const int64_t *delays, size_t count) {
  StandardQueue *queue = new StandardQueue{{}, 0, delays, count, 0};
  for (size_t i = 0; i < size; ++i) {
    queue->events.push(Event{delays[queue->cursor], queue->next_sequence, int64_t(i), 1});
    queue->next_sequence += 1;
    queue->cursor = (queue->cursor + 1) % count;
  }
  return queue;
}

uint64_t standard_queue_hold(StandardQueue *queue, size_t operations) {
  uint64_t checksum = 0;
  const size_t mask = queue->count - 1;
  for (size_t i = 0; i < operations; ++i) {
    const Event first = queue->events.top();
    queue->events.pop();
    checksum = checksum * 31 + uint64_t(first.time) + uint64_t(first.payload);
    queue->events.push(Event{first.time + queue->delays[queue->cursor], queue->next_sequence,
                             first.payload, first.kind});
    queue->next_sequence += 1;
    queue->cursor = (queue->cursor + 1) & mask;
  }
  return checksum;
}

void standard_queue_destroy(StandardQueue *queue) { delete queue; }

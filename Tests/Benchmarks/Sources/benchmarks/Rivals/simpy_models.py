"""The hold model and a queueing station in SimPy, driven line by line through standard input.

The first line is "hold SIZE" or "station SERVERS"; the next two are tables of delays in whole
nanoseconds. Every further line is a number of events or of customers; the answer is a checksum.
Times are integers, so that the results can be compared with another simulator's exactly.
"""

import sys

import simpy


def hold(size, delays, _):
    """Processes that sleep for ever, one delay after another; answers with the clock."""
    environment = simpy.Environment()
    count = len(delays)
    cursor = 0

    def process():
        nonlocal cursor
        while True:
            delay = delays[cursor]
            cursor = (cursor + 1) % count
            yield environment.timeout(delay)

    for _ in range(size):
        environment.process(process())
    step = environment.step
    for _ in range(size):
        step()  # the start of every process
    while True:
        for _ in range((yield environment.now)):
            step()


def station(servers, gaps, services):
    """Customers of one resource, from empty to empty; answers with the sum of their waits."""
    answer = 0
    while True:
        customers = yield answer
        answer = waits(servers, gaps, services, customers)


def waits(servers, gaps, services, customers):
    environment = simpy.Environment()
    resource = simpy.Resource(environment, servers)
    total = 0
    begun = 0

    def customer():
        nonlocal total, begun
        arrival = environment.now
        with resource.request() as request:
            yield request
            total += environment.now - arrival
            delay = services[begun % len(services)]
            begun += 1
            yield environment.timeout(delay)

    def source():
        for number in range(customers):
            environment.process(customer())
            yield environment.timeout(gaps[number % len(gaps)])

    environment.process(source())
    environment.run()
    return total


def main():
    model, parameter = sys.stdin.readline().split()
    tables = [[int(word) for word in sys.stdin.readline().split()] for _ in range(2)]
    running = {"hold": hold, "station": station}[model](int(parameter), *tables)
    next(running)
    print("ready", simpy.__version__, sys.version.split()[0], flush=True)
    for line in sys.stdin:
        print(running.send(int(line)), flush=True)


main()

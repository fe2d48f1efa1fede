import EventKernel
import Quantities

/// Caches on their way between pools.
extension ServingCore {
  /// Hands requests whose prompts a replica has finished to replicas that decode.
  mutating func handOn(from replica: Int, _ context: inout ServingContext) {
    for index in replicas[replica].handedOver.indices {
      dispatchDecoding(replicas[replica].handedOver[index], &context)
    }
    replicas[replica].handedOver.removeAll(keepingCapacity: true)
  }

  /// Sends for the caches of requests that a replica has admitted.
  mutating func sendFor(_ replica: Int, _ context: inout ServingContext) {
    guard let fabric = fleet.fabric else { return }
    for slot in replicas[replica].sentFor {
      let request = requests[slot]
      let size = fabric.size(tokens: Int(request.stored))
      let remaining = fabric.remaining(of: size, computedIn: request.promptTime)
      transfers!.start(
        slot, from: request.source, to: request.replica, size: remaining, at: context.now)
    }
    replicas[replica].sentFor.removeAll(keepingCapacity: true)
    shareFabric(&context)
  }

  /// Ends the transfers that are due.
  mutating func endTransfers(_ generation: UInt32, _ context: inout ServingContext) {
    guard generation == transfers?.generation, let fabric = fleet.fabric else { return }
    var finished = ContiguousArray<Int32>()
    transfers!.end(at: context.now, &finished)
    for slot in finished {
      if fabric.latency > .zero {
        context.schedule(.cacheArrived(slot: slot), after: fabric.latency)
      } else {
        takeCache(slot, &context)
      }
    }
    shareFabric(&context)
  }

  /// Lets a request go on with its cache, and its blocks go where its prompt was computed.
  mutating func takeCache(_ slot: Int32, _ context: inout ServingContext) {
    let request = requests[slot]
    let source = Int(request.source)
    let destination = Int(request.replica)
    replicas[source].releaseMoved(request, &meter)
    meter.moveCache(
      request, fleet.fabric!.size(tokens: Int(request.stored)), in: context.now - request.admitted)
    requests[slot].source = -1
    requests[slot].sourceBlocks = 0
    requests[slot].sourceChain = -1
    requests[slot].sourceChained = 0
    replicas[destination].arrived.append(slot)
    wake(source, &context)
    wake(destination, &context)
    interrupt(destination, &context)
  }

  private mutating func shareFabric(_ context: inout ServingContext) {
    guard let next = transfers!.share(at: context.now) else { return }
    context.schedule(.transfersEnded(generation: transfers!.generation), at: next)
  }
}

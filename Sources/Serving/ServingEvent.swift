import EventKernel

/// What can happen in a serving system.
public enum ServingEvent: Sendable, Hashable {
  /// The run begins.
  case opened
  /// The next request came to the front door.
  case arrived
  /// A client has its answer, and will send its next request when it has thought.
  case answered(ClientTicket)
  /// A client is told that its request is turned away.
  case refused(ClientTicket)
  /// A request has passed the front edge and enters the queue.
  case entered(slot: Int32)
  /// A replica with nothing to do has found a request in its queue.
  case woken(replica: Int32)
  /// A replica's step is done, or several that only decode: their tokens are made. An older
  /// generation than the replica's was called off.
  case stepFinished(replica: Int32, generation: UInt16)
  /// Some caches have reached the pool that decodes. Another generation than the present one was
  /// called off.
  case transfersEnded(generation: UInt32)
  /// A request can go on with its cache.
  case cacheArrived(slot: Int32)
  /// The beginning of a request's text has been read from a lower tier of the prefix cache.
  case prefixRead(slot: Int32)
  /// A replica fails. An older generation of its life than the present one was called off.
  case failed(replica: Int32, generation: UInt16)
  /// A replica serves that was gone or has been started.
  case restored(replica: Int32, generation: UInt16)
  /// The rule is asked that says how many replicas of a pool serve.
  case scalingDue(pool: Int32)
  /// The books are ruled off: here a warm-up may end.
  case segmentStarted
  /// No request comes any more.
  case closed
}

/// What is seen of a request from outside.
public enum ServingObservation: Sendable, Hashable {
  case arrived(request: Int, promptTokens: Int, outputTokens: Int)
  case rejected(request: Int, RejectionReason)
  case admitted(request: Int, replica: Int)
  case preempted(request: Int, replica: Int)
  /// Its replica ended, and it looks for another.
  case rerouted(request: Int, from: Int)
  /// The step that made the first output token is done.
  case firstToken(request: Int)
  /// The step that made the last output token is done.
  case completed(request: Int)
}

typealias ServingContext = SimulationContext<ServingEvent, ServingObservation>

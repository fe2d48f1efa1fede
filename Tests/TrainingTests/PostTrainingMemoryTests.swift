import Hardware
import LanguageModels
import Performance
import Quantities
import Testing
import Training

@Suite("Memory and weights of reinforcement learning")
struct PostTrainingMemoryTests {
  static let parameters = Double(Fixtures.llama8B.parameters)

  @Test("States leave for the host where the engine needs their place, and cross its link")
  func offload() throws {
    let terms = try Fixtures.terms(.ppo)
    let memory = try PostTrainingMemory(terms)
    #expect(memory.residence == .offloadedDuringRollout)
    // Of a trained model all but the gradients, 14 bytes, both ways; of a frozen one the weights in.
    let moved = (14 + 14) * 2 + 2 + 2.0
    #expect(agree(memory.moved.value, moved * Self.parameters / 16))
    let iteration = try Fixtures.iteration(terms)
    #expect(agree(iteration[.offload].value, moved * Self.parameters / 16 / 50e9))
    // Where they may not, nothing fits.
    #expect(try PostTrainingMemory(Fixtures.terms(.ppo, offload: .never)).residence == nil)
    // On a pool of their own they stay.
    let split = PostTrainingPlacement.split(
      rollout: Fixtures.hosted(8), training: Fixtures.hosted(8), schedule: .synchronous)
    let apart = try PostTrainingMemory(Fixtures.terms(.ppo, placement: split))
    #expect(apart.residence == .resident && apart.moved == .zero)
  }

  @Test("Where states of all models do not fit together, they take turns as long as one does")
  func turns() throws {
    func memory(_ algorithm: PostTrainingAlgorithm, on accelerators: Int) throws
      -> PostTrainingMemory
    {
      try PostTrainingMemory(
        Fixtures.terms(
          algorithm, reward: .rule(.zero),
          placement: .colocated(Fixtures.hosted(accelerators))))
    }
    // PPO: 38 bytes of 8 billion parameters over 4 devices of 86 GB are 76 GB, and rows of 8,000
    // tokens with their logits 8 GB more; over 5 they are 61 GB.
    #expect(try memory(.ppo, on: 5).residence == .offloadedDuringRollout)
    #expect(try memory(.ppo, on: 4).residence == .oneModelAtATime)
    #expect(try memory(.grpo, on: 4).residence == .offloadedDuringRollout)
    #expect(try memory(.ppo, on: 1).fits == false)
  }

  @Test("Memory of the hosts bounds what may leave")
  func hostMemory() throws {
    // 14 + 14 + 2 + 2 bytes per parameter over 16 devices, 8 of them behind one host.
    let need = 32 * Self.parameters / 2
    for (memory, fits) in [(need * 1.01, true), (need * 0.99, false)] {
      let placement = PostTrainingPlacement.colocated(
        Fixtures.hosted(16, memory: Bytes(memory)))
      #expect(
        try PostTrainingMemory(Fixtures.terms(.ppo, placement: placement)).fits == fits)
    }
  }

  @Test("The fewest accelerators hold it, and fewer do not; a critic asks for more")
  func fewest() throws {
    for offload in OffloadRule.allCases {
      var counts: [Int] = []
      for algorithm in PostTrainingAlgorithm.allCases {
        let split = PostTrainingPlacement.split(
          rollout: Fixtures.hosted(8), training: Fixtures.hosted(8), schedule: .synchronous)
        let terms = try Fixtures.terms(algorithm, placement: split, offload: offload)
        let fewest = try #require(terms.fewestAccelerators)
        #expect(fewest.rollout == 1)
        #expect(try PostTrainingMemory(terms, training: fewest.training).fits)
        #expect(try PostTrainingMemory(terms, training: fewest.training - 1).fits == false)
        counts.append(fewest.training)
      }
      #expect(counts[0] > counts[1] || offload == .whenNeeded)
      #expect(counts[0] >= counts[1])
    }
    // Whole copies on every rank never fit, however many there are.
    let whole = try Fixtures.terms(
      .grpo, model: Fixtures.trained(Fixtures.llama8B, sharding: .none))
    #expect(whole.fewestAccelerators == nil)
  }

  @Test("An engine that cannot hold the longest sample cannot write it")
  func cache() throws {
    let big = Fixtures.trained(Fixtures.llama70B, tensor: 8)
    func memory(servingTensor: Int) throws -> PostTrainingMemory {
      try PostTrainingMemory(
        Fixtures.terms(
          .grpo, model: big, servingTensor: servingTensor,
          placement: .colocated(Fixtures.hosted(64))))
    }
    #expect(try memory(servingTensor: 1).cachedSamples == 0)
    #expect(try memory(servingTensor: 1).fits == false)
    #expect(try memory(servingTensor: 8).cachedSamples > 0)
  }

  @Test("Weights come as each serving rank's part over its link")
  func synchronization() throws {
    func sync(
      trainingTensor: Int, servingTensor: Int, sharding: StateSharding = .optimizer,
      placement: PostTrainingPlacement = .colocated(Fixtures.hosted(16))
    ) throws -> WeightSynchronization {
      try Fixtures.iteration(
        Fixtures.terms(
          .grpo,
          model: Fixtures.trained(
            Fixtures.llama8B, tensor: trainingTensor, sharding: sharding),
          servingTensor: servingTensor, placement: placement)
      ).synchronization
    }
    let same = try sync(trainingTensor: 2, servingTensor: 2)
    #expect(same.received == .zero)
    // Read and written in place.
    #expect(agree(same.duration.value, 2 * same.held.value / 3.35e12))
    #expect(agree(same.held.value, Self.parameters, within: 0.01))
    // Of a part twice as large, half is there.
    let joined = try sync(trainingTensor: 4, servingTensor: 2)
    #expect(agree(joined.received.value, joined.held.value / 2))
    // Of weights that 16 ranks share, a sixteenth is.
    let sharded = try sync(trainingTensor: 1, servingTensor: 1, sharding: .weights)
    #expect(agree(sharded.received.value, sharded.held.value * 15 / 16))
    let split = PostTrainingPlacement.split(
      rollout: Fixtures.hosted(8), training: Fixtures.hosted(8), schedule: .synchronous)
    let apart = try sync(trainingTensor: 2, servingTensor: 2, placement: split)
    #expect(apart.received == apart.held)
    let network = apart.duration.value - 2 * apart.held.value / 3.35e12 - 5e-6
    #expect(agree(network, apart.held.value / (50e9 * 0.8)))
  }
}

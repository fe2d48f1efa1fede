import Economics
import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving
import Testing

@Suite("Every chip predicts with curves of its own or of a named relative")
struct CalibrationTests {
  let catalog = installed

  @Test("Every chip predicts a dense and a sparse model in each format it multiplies")
  func everyChip() throws {
    let models = try ["llama-3.1-8b", "qwen3-30b-a3b"].map { try catalog.model($0) }
    var predicted = 0
    for name in catalog.names(of: .accelerators) {
      let resolved = try catalog.calibration(for: name)
      #expect(!resolved.sources.isEmpty)
      guard let chip = try? catalog.accelerator(name), chip.peak[.bf16] ?? chip.peak[.fp16] != nil
      else {
        continue
      }
      let cluster = Cluster(
        accelerator: chip, system: try catalog.defaultSystem(for: chip), accelerators: 1)
      for format in WeightFormat.allCases
      where format.arithmetic.contains(where: { chip.peak[$0] != nil }) {
        for model in models {
          let deployment = Deployment(
            model: model, cluster: cluster, plan: try ParallelismPlan(),
            weights: WeightFormats(matrices: format), cacheFormat: .bf16)
          let predictor = try StepTimePredictor(
            deployment: deployment, calibration: resolved.calibration, host: .none)
          #expect(
            predictor.duration(of: .decode(sequences: 1, context: 1_000)) > .zero,
            "\(name) \(model.name) \(format)")
          predicted += 1
        }
      }
    }
    #expect(predicted > 300)
  }

  @Test("A measured chip uses its own fit, a relative wider intervals and a lower grade")
  func grades() throws {
    let own = try catalog.calibration(for: "h100-sxm")
    #expect(own.rule == nil && own.confidence.grade == .calibrated)
    let relative = try catalog.calibration(for: "h200-sxm")
    #expect(relative.fittedOn == "h100-sxm" && relative.confidence.grade == .transferred)
    #expect(relative.confidence.interval.upperBound > own.confidence.interval.upperBound)
    let stranger = try catalog.calibration(for: "mi300x")
    #expect(stranger.fittedOn == "pooled-gpu" && stranger.confidence.grade == .speculative)
    #expect(stranger.confidence.interval.upperBound > relative.confidence.interval.upperBound)
    #expect(relative.calibration.products[.bf16] == own.calibration.products[.bf16])
  }

  @Test("Families borrow from the fitted chip of their design")
  func families() throws {
    let expected = [
      "a800-80-sxm": "a100-80-sxm", "h20": "h100-sxm", "h800-sxm": "h100-sxm", "gb200": "b200",
      "b300": "b200", "ascend-910b3": "ascend-910c", "ascend-950dt": "ascend-910c",
      "ascend-910c": "ascend-910c", "tpu-v7": "pooled-gpu", "mlu590": "pooled-gpu",
    ]
    for (name, relative) in expected {
      #expect(try catalog.calibration(for: name).fittedOn == relative, "\(name)")
    }
  }

  @Test("A chip that is not on sale is speculative whatever its relatives")
  func plans() throws {
    for entry in try catalog.entries(of: .accelerators)
    where !["shipped", "limited"].contains(entry.status) {
      #expect(try catalog.calibration(for: entry.name).confidence.grade == .speculative)
    }
  }

  @Test("Every rule lends an existing fit to existing chips")
  func rules() throws {
    let chips = Set(catalog.names(of: .accelerators))
    let fits = Set(catalog.names(of: .calibrations))
    var named: Set<String> = []
    for rule in try catalog.entries(of: .transfers) {
      #expect(fits.contains(try #require(rule.record.text("from"))))
      for name in rule.record.names("to") {
        #expect(chips.contains(name), "\(rule.name) serves \(name)")
        #expect(named.insert(name).inserted, "\(name) is served twice")
      }
    }
  }

  @Test("No fitted kernel outruns the data sheet")
  func physical() throws {
    for fit in try catalog.entries(of: .calibrations) {
      guard let chip = fit.record.text("accelerator") else { continue }
      let calibration = try catalog.calibration(for: chip).calibration
      for (format, product) in calibration.products {
        #expect(product.compute <= 1 && product.memory <= 1, "\(chip) \(format)")
      }
      for prefill in [calibration.prefillAttention, calibration.latentPrefillAttention] {
        #expect(prefill.compute <= 1 && prefill.memory <= 1, "\(chip)")
      }
      for decode in [calibration.decodeAttention, calibration.latentDecodeAttention] {
        #expect(decode.compute <= 1 && decode.memory <= 1, "\(chip)")
      }
    }
  }
}

@Suite("Engines and owners")
struct EngineAndOwnerTests {
  let catalog = installed

  @Test("Every engine resolves and leaves a pool on an empty device")
  func engines() throws {
    for name in catalog.names(of: .engines) {
      let engine = try catalog.engine(name)
      #expect(engine.tokenBudget >= engine.maximumSequences)
      #expect(engine.hostOverhead.perLayer > .zero)
      let capacity = Bytes(80 * 1_073_741_824)
      let pool = engine.memory
        .pool(capacity: capacity, weights: .zero, activations: .zero, communication: .zero)
      #expect(pool > .zero && pool < capacity)
    }
  }

  @Test("A quantized checkpoint brings its cache format where the engine follows it")
  func cacheOfCheckpoints() throws {
    let peak = try catalog.accelerator("h100-sxm").device.peak
    let tensorRT = try catalog.engine("trt-llm-1.0")
    #expect(tensorRT.cacheFormat(under: WeightFormats(matrices: .fp8), on: peak) == .fp8)
    #expect(tensorRT.cacheFormat(under: WeightFormats(matrices: .nvfp4), on: peak) == .fp8)
    #expect(tensorRT.cacheFormat(under: WeightFormats(matrices: .fp8Block), on: peak) == .bf16)
    #expect(tensorRT.cacheFormat(under: WeightFormats(matrices: .bf16), on: peak) == .bf16)
    let vllm = try catalog.engine("vllm-0.12")
    #expect(vllm.cacheFormat(under: WeightFormats(matrices: .fp8), on: peak) == .bf16)
    // Experts decide: the rest of such a checkpoint stays in the type of the model.
    let mixed = WeightFormats(attention: .bf16, feedForward: .bf16, experts: .nvfp4, other: .bf16)
    #expect(vllm.cacheFormat(under: mixed, on: peak) == .fp8)
    // The recipe for chips that multiply the checkpoint's own format.
    let native = try catalog.accelerator("b200").device.peak
    #expect(vllm.cacheFormat(under: WeightFormats(matrices: .mxfp4), on: native) == .fp8)
    #expect(vllm.cacheFormat(under: WeightFormats(matrices: .mxfp4), on: peak) == .bf16)
    for name in catalog.names(of: .engines) {
      let engine = try catalog.engine(name)
      #expect(
        engine.cacheFormat(under: WeightFormats(matrices: .bf16), on: peak) == engine.cacheFormat)
    }
  }

  @Test("Every engine says whose chips it runs on, and the usual one of a vendor comes first")
  func vendors() throws {
    for name in catalog.names(of: .engines) {
      let vendors = try catalog.entry(name, kind: .engines).record.names("vendors")
      #expect(!vendors.isEmpty, "\(name)")
      for vendor in vendors { #expect(catalog.supports(engine: name, vendor: vendor)) }
    }
    #expect(catalog.supports(engine: "sglang-0.5", vendor: "AMD"))
    #expect(!catalog.supports(engine: "trt-llm-1.0", vendor: "AMD"))
    #expect(!catalog.supports(engine: "vllm-0.12", vendor: "Huawei"))
    #expect(!catalog.supports(engine: "mindie-2", vendor: "NVIDIA"))
    let usual = ["h20": "vllm-0.12", "mi300x": "vllm-0.12", "ascend-910c": "cann-cloudmatrix"]
    for (chip, engine) in usual {
      #expect(try catalog.defaultEngine(for: catalog.accelerator(chip)) == engine)
    }
  }

  @Test("Every owner resolves; rented ones are tenants")
  func owners() throws {
    for name in catalog.names(of: .owners) {
      let owner = try catalog.owner(name)
      #expect(owner.isTenant == name.hasSuffix("rented"))
      #expect(owner.terms.availability > 0.99)
    }
  }

  @Test("Host and network are paid once, whichever price is stated")
  func prices() throws {
    let cloud = try catalog.owner("china-state-cloud")
    let reported = try catalog.price(of: "ascend-910c", in: "cloudmatrix384", for: cloud)
    let purchase = try #require(reported.purchase)
    #expect(abs(purchase.capital.value - 8.2e6 / 384) < 10)
    #expect(abs(purchase.nameplate.value - 559_000 / 384) < 1)
    let owner = try catalog.owner("us-hyperscaler")
    let rack = try catalog.price(of: "gb200", in: "gb200-nvl72", for: owner)
    #expect(
      abs(try #require(rack.purchase).capital.value - 3.5e6 / 72 / (1 - owner.networkShare)) < 10)
    let bare = try catalog.price(of: "mi308x", in: nil, for: owner)
    #expect(try #require(bare.purchase).capital == USDollars(12_000 * owner.systemFactor))
    #expect(try #require(bare.purchase).nameplate == Watts(650 * owner.powerFactor))
  }

  @Test("Capital of all chips that one owner buys stands on one basis")
  func basis() throws {
    let american = try catalog.owner("us-hyperscaler")
    for (chip, system) in [
      ("h100-sxm", "dgx-h100"), ("h200-sxm", "dgx-h200"), ("b200", "dgx-b200"),
      ("ascend-910c", "cloudmatrix384"),
    ] {
      let basis = try catalog.price(of: chip, in: system, for: american).basis
      #expect(basis.hasPrefix("system price"), "\(chip): \(basis)")
    }
    let cloud = try catalog.owner("china-state-cloud")
    let domestic = try catalog.price(of: "ascend-910c", in: "cloudmatrix384", for: cloud)
    #expect(domestic.basis == "system price / 384")
    let grey = try catalog.price(of: "h100-sxm", in: "dgx-h100", for: cloud)
    #expect(grey.basis == "capital per accelerator as reported for the region")
    #expect(try #require(grey.purchase).capital == USDollars(50_000))
    let unsold = try catalog.price(of: "h20", in: "hgx-h20", for: cloud)
    #expect(unsold.basis.hasPrefix("system price / 8"))
  }

  @Test("A copy that states prices of its own is bought at them")
  func ownPrices() throws {
    let own = try catalog.adding(
      """
      accelerators:
        cheap: {like: h20, prices: [{purchase: 1000 USD}]}
        dear: {like: h20, prices: [{all-in: 90000 USD, terms: United States}]}
      """)
    let owner = try own.owner("us-hyperscaler")
    let cheap = try #require(try own.price(of: "cheap", in: "hgx-h20", for: owner).purchase)
    #expect(cheap.capital == USDollars(1_000 * owner.systemFactor))
    let dear = try #require(try own.price(of: "dear", in: "hgx-h20", for: owner).purchase)
    #expect(dear.capital == USDollars(90_000))
  }

  @Test("Domestic chips draw subsidized power in China, and only there")
  func subsidy() throws {
    let cloud = try catalog.owner("china-state-cloud")
    let domestic = try catalog.terms(of: cloud, for: "ascend-910c")
    #expect(domestic.electricity < cloud.terms.electricity)
    #expect(try catalog.terms(of: cloud, for: "h20") == cloud.terms)
    let american = try catalog.owner("us-hyperscaler")
    #expect(try catalog.terms(of: american, for: "ascend-910c") == american.terms)
  }

  @Test("The worked example of an owned H100 comes out of the preset within its interval")
  func hour() throws {
    let owner = try catalog.owner("us-hyperscaler")
    let price = try catalog.price(of: "h100-sxm", in: "dgx-h100", for: owner)
    // The example's own capital, which is below the price of a system over its accelerators.
    let purchase = try AcceleratorPurchase(
      capital: USDollars(31_000), nameplate: try #require(price.purchase).nameplate)
    let tenure = Tenure.owned(purchase, try catalog.terms(of: owner, for: "h100-sxm"))
    let hour = tenure.acceleratorHour(phases: try PhaseShares(prefill: 0.3, decode: 0.5))
    // SemiAnalysis states 1.30 USD/h for an owning hyperscaler, the equations 1.42.
    #expect((1.1...1.7).contains(hour.total.perHour), "\(hour.total.perHour)")
  }

  @Test("Rents are on demand where such a price is stated, and no price is made up")
  func rents() throws {
    let owner = try catalog.owner("us-rented")
    for (chip, rent) in [("h100-sxm", 2.95), ("h200-sxm", 3.6)] {
      let price = try catalog.price(of: chip, in: nil, for: owner)
      #expect(try #require(price.rent) == USDollarsPerSecond(perHour: rent), "\(chip)")
      #expect(try #require(price.rentTerms).hasPrefix("on demand"), "\(chip)")
    }
    for name in catalog.names(of: .accelerators) {
      let record = try catalog.entry(name, kind: .accelerators).record
      let isOffered = record.list("prices").contains {
        $0.fact("rental") != nil && $0.text("terms")?.contains("on demand") ?? false
      }
      guard isOffered else { continue }
      let terms = try #require(try catalog.price(of: name, in: nil, for: owner).rentTerms)
      #expect(terms.contains("on demand"), "\(name): \(terms)")
    }
    // Its only rents are Chinese, which a tenant elsewhere is told.
    let abroad = try #require(try catalog.price(of: "h20", in: nil, for: owner).rentTerms)
    #expect(abroad == "in China; no rent is stated for United States")
    let cloud = try catalog.owner("china-state-cloud")
    #expect(try catalog.price(of: "h20", in: nil, for: cloud).rentTerms == "in China")
    let unpriced = try catalog.price(of: "tpu-8t", in: nil, for: owner)
    #expect(unpriced.purchase == nil && unpriced.rent == nil)
  }

  @Test("The yuan is worth about fourteen cents")
  func exchange() throws {
    #expect(abs(try catalog.exchangeRates().dollarsPerYuan - 1 / 7.1) < 1e-12)
  }
}

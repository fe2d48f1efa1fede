// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// One module of the library: it may import only the modules named, all of lower rows.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// The tests of one module, beside it in name.
func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    resources: resources, swiftSettings: settings)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "bessemer",
  products: [
    .executable(name: "bessemer", targets: ["bessemer"]),
    .library(
      name: "BessemerKit",
      targets: [
        "Quantities", "Tables", "EventKernel", "Stochastics", "Documents", "Hardware",
        "LanguageModels", "OutputAnalysis", "Performance", "Economics", "ExportControl", "Serving",
        "Training", "ComputeSupply", "Calibration", "ReferenceData", "Scenarios", "Experiments",
        "Validation", "Reports",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // Row 0
    module("Quantities"),
    module("Tables"),
    .target(
      name: "CGSL",
      linkerSettings: [.linkedLibrary("gsl"), .linkedLibrary("gslcblas"), .linkedLibrary("m")]),
    // The processor's prefetch instruction, which Swift has no name for.
    .target(name: "CPrefetch"),
    // Row 1
    module("EventKernel", ["Quantities", "CPrefetch"]),
    module("Stochastics", ["Quantities", "CGSL"]),
    module("Documents", ["Quantities", yams]),
    // Row 2
    module("Hardware", ["Quantities"]),
    module("LanguageModels", ["Quantities", "Hardware"]),
    module("OutputAnalysis", ["Quantities", "Stochastics"]),
    // Row 3
    module("Performance", ["Quantities", "Hardware", "LanguageModels"]),
    module("Economics", ["Quantities", "Stochastics"]),
    module("ExportControl", ["Quantities", "Hardware"]),
    // Row 4
    module(
      "Serving",
      [
        "Quantities", "EventKernel", "Stochastics", "Hardware", "LanguageModels", "OutputAnalysis",
        "Performance",
      ]),
    module(
      "Training",
      [
        "Quantities", "EventKernel", "Stochastics", "Hardware", "LanguageModels", "Performance",
      ]),
    module(
      "Calibration",
      ["Quantities", "Tables", "Stochastics", "Hardware", "LanguageModels", "Performance"]),
    module(
      "ComputeSupply",
      [
        "Quantities", "EventKernel", "Stochastics", "Hardware", "OutputAnalysis", "ExportControl",
      ]),
    // Row 5
    module(
      "ReferenceData",
      [
        "Quantities", "Documents", "Hardware", "LanguageModels", "Performance", "Economics",
        "ExportControl", "ComputeSupply", "Serving", "Training", "Stochastics", "Calibration",
        "Tables",
      ], resources: [.copy("Data")]),
    // Row 6
    module(
      "Scenarios",
      [
        "Quantities", "Tables", "EventKernel", "Documents", "Stochastics", "Hardware",
        "LanguageModels", "Performance", "Economics", "ExportControl", "Serving", "Training",
        "ComputeSupply", "ReferenceData",
      ]),
    // Row 7
    module(
      "Experiments",
      [
        "Quantities", "Tables", "EventKernel", "Stochastics", "OutputAnalysis", "Hardware",
        "LanguageModels", "Performance", "Economics", "ExportControl", "Serving", "Training",
        "ComputeSupply", "ReferenceData", "Scenarios", grdb,
      ]),
    module("Reports", ["Quantities", "Tables", mustache]),
    // Row 8
    module(
      "Validation",
      [
        "Quantities", "Tables", "Documents", "Stochastics", "Hardware", "LanguageModels",
        "Performance", "Economics", "Serving", "Training", "ReferenceData", "Experiments",
        "ExportControl", "ComputeSupply",
      ], resources: [.copy("Data")]),
    // Row 9
    .executableTarget(
      name: "bessemer",
      dependencies: [
        "Quantities", "Tables", "Documents", "Hardware", "LanguageModels", "Performance",
        "Economics", "ExportControl", "Serving", "Training", "ComputeSupply", "ReferenceData",
        "Scenarios", "Calibration", "OutputAnalysis", "Stochastics",
        "Experiments", "Validation", "Reports", argumentParser,
      ], swiftSettings: settings),

    tests(of: "Quantities"),
    tests(of: "Tables"),
    tests(of: "EventKernel", ["Stochastics", "OutputAnalysis", "Quantities"]),
    tests(of: "Stochastics", ["Quantities", "CGSL"]),
    tests(of: "Documents", ["Quantities"]),
    tests(of: "OutputAnalysis", ["Stochastics", "Quantities"]),
    tests(of: "Hardware", ["Quantities"]),
    tests(of: "LanguageModels", ["Quantities", "Hardware"]),
    tests(of: "Performance", ["Quantities", "Hardware", "LanguageModels"]),
    tests(of: "Economics", ["Quantities"]),
    tests(of: "ExportControl", ["Quantities", "Hardware"]),
    tests(
      of: "Serving",
      [
        "Quantities", "EventKernel", "Stochastics", "Hardware", "LanguageModels", "OutputAnalysis",
        "Performance",
      ]),
    tests(
      of: "Training",
      [
        "Quantities", "EventKernel", "Stochastics", "Hardware", "LanguageModels", "Performance",
      ]),
    tests(
      of: "ComputeSupply",
      ["Quantities", "EventKernel", "Stochastics", "OutputAnalysis", "ExportControl"]),
    tests(
      of: "Calibration",
      ["Quantities", "Tables", "Stochastics", "Hardware", "LanguageModels", "Performance"]),
    tests(
      of: "ReferenceData",
      [
        "Quantities", "Documents", "Hardware", "LanguageModels", "Performance", "Economics",
        "ExportControl", "Serving", "Training", "Stochastics", "ComputeSupply",
      ]),
    tests(
      of: "Scenarios",
      [
        "Quantities", "Tables", "Documents", "Stochastics", "Hardware", "LanguageModels",
        "Performance", "Economics", "Serving", "Training", "ComputeSupply", "ReferenceData",
      ]),
    tests(
      of: "Experiments",
      [
        "Quantities", "Tables", "Documents", "Stochastics", "OutputAnalysis", "EventKernel",
        "Hardware", "LanguageModels", "Performance", "Economics", "ExportControl", "Serving",
        "Training", "ComputeSupply", "ReferenceData", "Scenarios", grdb,
      ]),
    tests(
      of: "Validation",
      [
        "Quantities", "Tables", "Documents", "Stochastics", "Performance", "Serving", "Economics",
        "ReferenceData",
      ]),
    tests(of: "Reports", ["Quantities", "Tables"]),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    .testTarget(name: "CommandTests", dependencies: ["bessemer"], swiftSettings: settings),
  ]
)

// swift-tools-version: 6.2
import PackageDescription

// Apart from the library, so that neither its build nor its tests compile C++ or need Python.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "bessemer", path: "../..")],
  targets: [
    .target(
      name: "StandardPriorityQueue",
      cxxSettings: [.unsafeFlags(["-O3"], .when(configuration: .release))]),
    .executableTarget(
      name: "benchmarks",
      dependencies: ["StandardPriorityQueue", .product(name: "BessemerKit", package: "bessemer")],
      resources: [.copy("Rivals")],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ]),
  ],
  cxxLanguageStandard: .cxx20
)

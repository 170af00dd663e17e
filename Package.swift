// swift-tools-version: 6.2
import PackageDescription

/// The compiler at its strictest, the same for every target.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let rawSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil,
  linking: [LinkerSetting] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: path, swiftSettings: strict,
    linkerSettings: linking)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "fieldbook",
  products: [
    .executable(name: "fieldbook", targets: ["fieldbook"]),
    .executable(name: "fieldbook-server", targets: ["fieldbook-server"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Pure: values in, values out.
    module("SyncCore"),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib"),
    module("SyncProtocol", ["SyncCore", "CZlib", crypto]),
    module("SyncSession", ["SyncCore", "SyncProtocol"]),
    module("AccountModel", ["SyncCore"]),
    module("Diagnostics", ["SyncCore"]),

    // Storage.
    module(
      "SpaceStore",
      ["SyncCore", "SyncProtocol", "SyncSession", "Diagnostics", grdb, rawSQLite]),

    // What a person's programs do to the records of a replica.
    module(
      "RecordEditing", ["SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "SpaceStore"]),

    // Edges.
    // What administrators ask: a reader of a replica's database, and what is made of it.
    module(
      "DiagnosticReports",
      ["SyncCore", "AccountModel", "Diagnostics", "SpaceStore", argumentParser]),

    module(
      "DeviceSync",
      [
        "SyncCore", "SyncProtocol", "SyncSession", "SpaceStore", crypto, httpClient, nioCore,
        nioHTTP1, nioPosix,
      ]),
    module("WebServing", [hummingbird, hummingbirdCore, lifecycle, signals, logging, nioCore]),
    module(
      "HubServer",
      [
        "SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "Diagnostics", "SpaceStore",
        "WebServing", crypto, lifecycle, logging,
      ]),

    // Programs.
    program(
      "fieldbook",
      [
        "SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "Diagnostics", "SpaceStore",
        "RecordEditing", "DiagnosticReports", "DeviceSync", argumentParser,
      ]),
    program(
      "fieldbook-server",
      [
        "SyncCore", "SyncProtocol", "AccountModel", "Diagnostics", "DiagnosticReports",
        "SpaceStore", "HubServer", "DeviceSync", "WebServing", argumentParser, lifecycle, logging,
      ]),

    program("story", ["SyncTesting"], path: "tools/story"),
    program("simulate", ["SyncCore", "SyncTesting"], path: "tools/simulator"),
    program(
      "bench",
      [
        "SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "Diagnostics", "SpaceStore",
        "RecordEditing", "DeviceSync", "HubServer", "WebServing", "SyncTesting", rawSQLite,
        argumentParser,
      ], path: "tools/benchmark",
      // Its own answer to SQLite's calls; see SyncSwitch.
      linking: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=fdatasync"])]),

    // Tests, one target for each module.
    .target(
      name: "SyncTesting", dependencies: ["SyncCore", "SyncProtocol", "SyncSession", crypto],
      path: "Tests/SyncTesting", swiftSettings: strict),
    tests("SyncCoreTests", ["SyncCore", "SyncTesting"]),
    tests("SyncProtocolTests", ["SyncCore", "SyncProtocol", "SyncTesting", "CZlib"]),
    tests("SyncSessionTests", ["SyncCore", "SyncProtocol", "SyncSession", "SyncTesting"]),
    tests("AccountModelTests", ["SyncCore", "AccountModel"]),
    tests("DiagnosticsTests", ["SyncCore", "Diagnostics"]),
    tests(
      "SpaceStoreTests",
      [
        "SyncCore", "SyncProtocol", "SyncSession", "SpaceStore", "AccountModel", "Diagnostics",
        "SyncTesting", grdb,
      ]),
    tests(
      "HubServerTests",
      [
        "SyncCore", "SyncProtocol", "SyncSession", "SpaceStore", "AccountModel", "DeviceSync",
        "WebServing", "HubServer", "SyncTesting",
      ]),
    tests(
      "RecordEditingTests",
      ["SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "SpaceStore", "RecordEditing"]),
    tests("SimulationTests", ["SyncCore", "SyncProtocol", "SyncSession", "SyncTesting"]),
    tests("CommandTests", ["SyncCore", "SyncTesting"]),
    tests("TidyTests"),
  ]
)

// What only developers run; libFuzzer's runtime must not be linked into anything else.
if Context.environment["TOOLS"] != nil {
  package.targets += [
    .target(name: "CLibFuzzer", path: "tools/fuzz/CLibFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["CLibFuzzer", "SyncCore", "SyncProtocol"],
      path: "tools/fuzz/program", swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
  ]
}

import Testing

/// What each target may import: the direction of the architecture as a table.
enum Imports {
  /// The modules of ours that each target of `Sources` may see, lowest first.
  static let layers: [String: Set<String>] = [
    "SyncCore": [],
    "CZlib": [],
    "SyncProtocol": ["SyncCore", "CZlib"],
    "SyncSession": ["SyncCore", "SyncProtocol"],
    "AccountModel": ["SyncCore"],
    "Diagnostics": ["SyncCore"],
    "SpaceStore": ["SyncCore", "SyncProtocol", "SyncSession", "Diagnostics"],
    "RecordEditing": ["SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "SpaceStore"],
    "DiagnosticReports": ["SyncCore", "AccountModel", "Diagnostics", "SpaceStore"],
    "DeviceSync": ["SyncCore", "SyncProtocol", "SyncSession", "SpaceStore"],
    "WebServing": [],
    "HubServer": [
      "SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "Diagnostics", "SpaceStore",
      "WebServing",
    ],
    "fieldbook": [
      "SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "Diagnostics", "SpaceStore",
      "RecordEditing", "DiagnosticReports", "DeviceSync",
    ],
    "fieldbook-server": [
      "SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "Diagnostics", "SpaceStore",
      "DiagnosticReports", "HubServer", "DeviceSync", "WebServing",
    ],
  ]

  /// The only targets that may see an outside library.
  static let doors: [String: Set<String>] = [
    // The store's own tests look into its files.
    "GRDB": ["SpaceStore", "SpaceStoreTests"],
    // The same library's SQLite: the statements that run for each change, and what they cost.
    "GRDBSQLite": ["SpaceStore", "SpaceStoreTests"],
    "Hummingbird": ["WebServing"],
    "HummingbirdCore": ["WebServing"],
    "HTTPTypes": ["WebServing"],
    "AsyncHTTPClient": ["DeviceSync"],
    // What both programs are asked in the same words stands beside the report of it.
    "ArgumentParser": ["DiagnosticReports", "fieldbook", "fieldbook-server"],
    "Crypto": ["SyncProtocol", "DeviceSync", "HubServer", "SyncTesting"],
    "Logging": ["WebServing", "HubServer", "fieldbook-server"],
    "ServiceLifecycle": ["WebServing", "HubServer", "fieldbook-server"],
    "NIOCore": ["DeviceSync", "WebServing"],
    "NIOHTTP1": ["DeviceSync"],
    "NIOPosix": ["DeviceSync"],
    "UnixSignals": ["WebServing"],
  ]

  /// Values in, values out: these run on any machine and can be tested a million times a second.
  static let pure: Set = ["SyncCore", "SyncProtocol", "SyncSession", "AccountModel", "Diagnostics"]

  /// What comes with the toolchain; the pure targets may not see it.
  static let toolchain: Set = [
    "Foundation", "FoundationEssentials", "Glibc", "Musl", "Synchronization", "SystemPackage",
  ]

  static func findings(_ file: TrackedFile) throws -> [Finding] {
    guard file.isSwift, let target = file.target else { return [] }
    let pattern = try Pattern(
      #"^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+"#
        + #"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"#)
    return pattern.hits(in: file.swift.code).compactMap { hit in
      refusal(of: hit.groups[1], in: target, isTest: file.isInTests)
        .map { Finding(file, line: hit.line, $0) }
    }
  }

  static func refusal(of module: String, in target: String, isTest: Bool) -> String? {
    if let targets = doors[module] {
      let door = targets.sorted().joined(separator: ", ")
      return targets.contains(target) ? nil : "import \(module) only in \(door)"
    }
    if layers[module] != nil {
      if isTest || module == target { return nil }
      guard let below = layers[target] else {
        return "give the target \(target) a row in \(#fileID)"
      }
      return below.contains(module) ? nil : "\(target) stands below or beside \(module)"
    }
    if isTest, ["Testing", "SyncTesting"].contains(module) { return nil }
    if toolchain.contains(module) {
      return pure.contains(target) ? "\(target) is pure: pass in what \(module) would give" : nil
    }
    return "give the library \(module) one door in \(#fileID), or do without it"
  }
}

@Suite struct `An import` {
  @Test func `follows the table`() throws {
    expectNone(try Repository.swiftFiles().flatMap(Imports.findings))
  }

  @Test func `has a row in the table for every target`() throws {
    let targets = Set(
      try Repository.files().filter { $0.path.hasPrefix("Sources/") }.compactMap(\.target))
    #expect(targets.subtracting(Imports.layers.keys).sorted() == [])
    #expect(Set(Imports.layers.keys).subtracting(targets).sorted() == [])
  }

  @Test(arguments: [
    ("Sources/SyncCore/A.swift", "import Foundation"),
    ("Sources/SyncCore/A.swift", "internal import Synchronization"),
    ("Sources/SyncSession/A.swift", "package import AccountModel"),
    ("Sources/AccountModel/A.swift", "import SyncProtocol"),
    ("Sources/SyncProtocol/A.swift", "@preconcurrency import struct Foundation.Data"),
    ("Sources/HubServer/A.swift", "internal import Hummingbird"),
    ("Sources/fieldbook/A.swift", "import GRDB"),
    ("Sources/DeviceSync/A.swift", "import ArgumentParser"),
    ("Sources/SpaceStore/A.swift", "import AsyncHTTPClient"),
    ("Sources/WebServing/A.swift", "import SyncCore"),
    ("Sources/Elsewhere/A.swift", "import SyncCore"),
    ("Sources/SpaceStore/A.swift", "import Testing"),
    ("Sources/SpaceStore/A.swift", "import Unheard"),
    ("Tests/CommandTests/A.swift", "import GRDB"),
    ("Tests/SyncCoreTests/A.swift", "import XCTest"),
  ])
  func `is refused against the direction`(path: String, line: String) throws {
    #expect(try Imports.findings(TrackedFile(path, "\n\(line)\n")).map(\.line) == [2])
  }

  @Test(arguments: [
    ("Sources/SyncProtocol/A.swift", "internal import CZlib"),
    ("Sources/SyncProtocol/A.swift", "internal import Crypto"),
    ("Sources/SpaceStore/A.swift", "package import GRDB"),
    ("Sources/fieldbook/A.swift", "import ArgumentParser"),
    ("Sources/SyncCore/A.swift", "// import Foundation"),
    ("Tests/SpaceStoreTests/A.swift", "import AccountModel"),
    ("Tests/SpaceStoreTests/A.swift", "import Foundation"),
  ])
  func `is allowed along the direction`(path: String, line: String) throws {
    #expect(try Imports.findings(TrackedFile(path, line)).isEmpty)
  }
}

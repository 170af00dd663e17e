import Foundation
import SyncTesting
import Testing

@Suite struct `An invariant` {
  private static let merging = (1...44).map { "\($0)" }
  private static let reliability =
    ((1...9).map { $0 } + (13...18).map { $0 } + [20] + (22...28).map { $0 }).map { "I-\($0)" }

  @Test func `stands in the table once`() {
    #expect(Invariant.all.map(\.id) == Self.merging + Self.reliability)
    #expect(Invariant.all.allSatisfy { !$0.checks.isEmpty || !$0.suites.isEmpty })
  }

  @Test func `is proved by suites that exist`() throws {
    let known = try suites()
    for invariant in Invariant.all {
      for suite in invariant.suites {
        #expect(known.contains(suite), "\(invariant.id) names the suite \(suite)")
      }
    }
  }

  @Test func `is proved by checks that are made`() {
    var tally = Tally()
    for seed in Seed.first(40) { tally.add(World.run(seed)) }
    let used = Set(Invariant.all.flatMap(\.checks))
    // Runs in pairs have a test of their own; what a purge needs is rare.
    let rare: Set<Check> = [.clockIndependence, .purge, .refusal, .rewriting]
    for check in used.subtracting(rare) {
      #expect(tally.checks[check] ?? 0 > 0, "\(check) is never made")
    }
    // Who may read and write is checked in every world too; the table is of merging and syncing.
    #expect(Set(Check.allCases).subtracting(used) == [.permission, .isolation])
  }

  /// The names of all suites in the directory of tests.
  private func suites() throws -> Set<String> {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    var names: Set<String> = []
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let parts = line.split(separator: "`")
        if line.contains("@Suite struct `"), parts.count > 1 { names.insert(String(parts[1])) }
      }
    }
    return names
  }
}

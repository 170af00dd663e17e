import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import SyncTesting
import Testing

/// Two hubs with the same changes, of which one archives early and the other never.
@Suite struct `An archived log` {
  private static let authors: UInt64 = 5
  private static let segments = "SELECT count(*) FROM log_segment WHERE space = ?"
  private static let rows = "SELECT count(*) FROM change WHERE space = ?"
  private let archiving: HubSpace
  private let plain: HubSpace

  init() throws {
    archiving = try HubSpace()
    plain = try HubSpace(
      sealing: SealingRule(rows: .max, sizes: [], archive: 0, bytes: .max))
  }

  /// Both hubs accept the same changes by authors who now and then receive what others wrote.
  private func accept(_ count: Int, seed: Seed) throws {
    var dice = seed.generator
    var sequences: [ReplicaID: UInt64] = [:]
    var seen: [ReplicaID: VersionVector] = [:]
    var all: [Change] = []
    for number in 1...count {
      let replica = ReplicaID(rawValue: .random(in: 1...Self.authors, using: &dice) << 40)
      let before = seen[replica] ?? VersionVector()
      if Bool.random(using: &dice) {
        let reach = Bool.random(using: &dice) ? all.count : .random(in: 0...all.count, using: &dice)
        seen[replica] = before.union(
          VersionVector(all.prefix(reach).map(\.dot).filter { $0.replica != replica }))
      }
      sequences[replica, default: 0] += 1
      let key = archiving.note(.random(in: 1...6, using: &dice))
      let known = seen[replica] ?? before
      let shown = all.last {
        $0.writes.first?.key == key && ($0.dot.replica == replica || known.contains($0.dot))
      }
      all.append(
        Change(
          dot: Dot(replica, sequences[replica] ?? 0),
          dependencies: known.subtracting(before),
          time: HybridTime(milliseconds: Int64(number) * 1_000), actor: "eero",
          clockOffset: 0, intent: .edit,
          writes: [
            Write(
              key, "body", supersedes: shown.map { [$0.dot] } ?? [],
              value: .text(Text("call \(number)")))
          ]))
    }
    var rest = all[...]
    while !rest.isEmpty {
      let part = rest.prefix(.random(in: 1...4, using: &dice))
      rest = rest.dropFirst(part.count)
      for log in [archiving, plain] { try log.accept(part) }
    }
  }

  /// Everything that a log is asked for says the same on both hubs.
  private func expectSame(after floor: UInt64 = 0) throws {
    let dots = try plain.hub.read(plain.space) { try $0.vector() }.entries.flatMap { head in
      (1...head.sequence).map { Dot(head.replica, $0) }
    }
    func same<Answer: Equatable>(_ ask: (SQLiteHubLedger) throws -> Answer) throws {
      #expect(
        try archiving.hub.read(archiving.space, ask) == plain.hub.read(plain.space, ask))
    }
    for dot in dots {
      try same { try $0.stamp(of: dot) }
      try same { try $0.chain(after: dot) }
      try same { try $0.change(dot) }
      try same { try $0.clock(of: dot) }
    }
    try same { try $0.vector() }
    try same { try $0.forgotten() }
    try same { try $0.changes() }
    try same { try $0.hasWholeLog() }
    try same { ledger in
      var order: [Change] = []
      try ledger.replay { order.append($0) }
      return order
    }
    for place in floor...(try plain.head) {
      try same { try $0.history(at: place) }
      try same { try $0.changes(after: place, limit: 300).changes.map(\.chainBefore) }
      try same { try $0.changes(after: place, limit: 300).changes.map(\.change) }
      try same { try $0.changes(after: place, limit: 300).hasMore }
    }
    try same { try $0.freshSnapshot().blocks }
    for log in [archiving, plain] { #expect(try log.hub.examine().faults.isEmpty) }
  }

  @Test(arguments: Seed.first(5))
  func `answers what its rows would answer`(seed: Seed) throws {
    try accept(60, seed: seed)
    let segments = try archiving.count(Self.segments)
    #expect(segments > 1)
    #expect(try archiving.count(Self.rows) < 10)
    #expect(try plain.count(Self.segments) == 0)
    try expectSame()
  }

  @Test(arguments: Seed.first(5))
  func `answers it after it was compacted, and goes on`(seed: Seed) throws {
    try accept(40, seed: seed)
    let before = try archiving.count(Self.segments)
    _ = try archiving.hub.compact(archiving.space, forgettingBodies: false, isDryRun: false)
    #expect(try archiving.count(Self.segments) < before)
    #expect(
      try archiving.count(Self.rows) == 0)
    try expectSame()
  }

  @Test(arguments: Seed.first(8))
  func `forgets the bodies up to a place, and archives the rest`(seed: Seed) throws {
    try accept(50, seed: seed)
    let floor = 4 + seed.rawValue * 2
    for log in [archiving, plain] {
      try log.note(log.device, at: floor)
      let told = try log.hub.compact(log.space, forgettingBodies: true, isDryRun: true)
      let done = try log.hub.compact(log.space, forgettingBodies: true, isDryRun: false)
      #expect(told.droppedBodies == Int(floor))
      #expect(told == done)
    }
    try expectSame(after: floor)
    for log in [archiving, plain] {
      for _ in 1...9 { try log.accept() }
    }
    try expectSame(after: floor)
  }

  @Test func `that cannot be read is told as damage of the database`() throws {
    try accept(30, seed: Seed(rawValue: 1))
    try archiving.alter("UPDATE log_segment SET bodies = x'00'")
    try archiving.note(archiving.device, at: 4)
    let damage = #expect(throws: StoreError.self) {
      try archiving.hub.compact(archiving.space, forgettingBodies: true, isDryRun: true)
    }
    guard case .damaged(_, let detail) = damage else {
      Issue.record("\(String(describing: damage))")
      return
    }
    #expect(detail.contains("from hub sequence 1 on cannot be read"))
  }

  /// What can happen to an archive.
  private static let damages = [
    "UPDATE log_segment SET bodies = x'00'",
    "UPDATE log_segment SET heads = substr(heads, 1, length(heads) - 1)",
    "UPDATE log_segment SET directory = zeroblob(3)",
    "UPDATE log_segment SET last = last + 1",
    "DELETE FROM log_segment WHERE first = (SELECT min(first) FROM log_segment)",
    "UPDATE log_end SET position = x'00'",
    "UPDATE log_end SET last = last + 100",
    "UPDATE log_segment SET first = first + 1, last = last + 1",
    "UPDATE log_segment SET raw_bytes = 9223372036854775807",
    "UPDATE record_number SET id = id + 1000",
  ]

  @Test(arguments: damages + ["UPDATE change SET chain_before = zeroblob(32)"])
  func `is found to be damaged`(statement: String) throws {
    try accept(30, seed: Seed(rawValue: 1))
    try archiving.alter(statement)
    #expect(try !archiving.hub.examine().faults.isEmpty)
  }

  @Test(arguments: damages)
  func `does not hold up what needs nothing of it where it is damaged, and never misleads`(
    statement: String
  ) throws {
    try accept(30, seed: Seed(rawValue: 1))
    try archiving.alter(statement)
    // What the hub has decoded before says nothing of the file.
    _ = try archiving.hub.examine()
    let before = try archiving.head
    // Who contests a record stands in the archive: only what needs nothing of it goes on.
    for number in 1...9 { try archiving.accept(of: archiving.note(1_000 + UInt64(number))) }
    #expect(try archiving.head == before + 9)
    let rows = try archiving.hub.read(archiving.space) { ledger in
      try ledger.changes(after: before, limit: .max).changes.count
    }
    #expect(rows == 9)
    for place in 0...before {
      // What cannot be told is refused.
      let told = try? archiving.hub.read(archiving.space) { try $0.history(at: place) }
      let plain = try plain.hub.read(plain.space) { try $0.history(at: place) }
      #expect(told == nil || told == plain)
    }
  }
}

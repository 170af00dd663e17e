import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `A hub's log on SQLite` {
  private let log: HubSpace

  init() throws { log = try HubSpace() }

  private func read<Result>(_ body: (SQLiteHubLedger) throws -> Result) throws -> Result {
    try log.hub.read(log.space, body)
  }

  @Test func `counts what is proved, and no more than it holds`() throws {
    for _ in 1...3 { try log.accept() }
    #expect(try log.standing() == .none)
    try log.prove(1...2)
    #expect(try log.standing().accepted == 2)
    try log.prove(3...9)
    #expect(try log.standing().accepted == 3)
    try log.prove(1...1, mark: 2)
    #expect(try log.standing().accepted == 3)
  }

  @Test func `takes everything for durable until the first backup, then what a backup covers`()
    throws
  {
    try log.accept()
    try log.prove(1...1)
    #expect(try log.standing() == ReplicaStanding(accepted: 1, durable: 1))
    try log.hub.markBackedUp()
    try log.accept()
    try log.prove(2...2)
    #expect(try log.standing() == ReplicaStanding(accepted: 2, durable: 1))
    #expect(try read { try $0.durable() } == (try log.head) - 1)
    try log.hub.markBackedUp()
    #expect(try log.standing() == ReplicaStanding(accepted: 2, durable: 2))
    #expect(try read { try $0.durable() } == (try log.head))
  }

  @Test func `keeps the longer one of two proofs that begin alike`() throws {
    for _ in 1...3 { try log.accept() }
    try log.prove(1...3, mark: 1)
    try log.prove(1...2, mark: 2)
    let all = try read { try $0.proofs(of: HubSpace.author, endingIn: 1...9) }
    #expect(all.map(\.to) == [3])
    #expect(all.map(\.salt) == [[1]])
  }

  @Test func `gives the proofs of all runs that end in a range`() throws {
    for _ in 1...9 { try log.accept() }
    for range in [1...2, 3...5, 4...4, 6...8, 9...9] as [ClosedRange<UInt64>] {
      try log.prove(range)
    }
    func ends(_ range: ClosedRange<UInt64>) throws -> [UInt64] {
      try read { try $0.proofs(of: HubSpace.author, endingIn: range).map(\.to) }
    }
    #expect(try ends(1...9) == [2, 5, 4, 8, 9])
    #expect(try ends(2...8) == [2, 5, 4, 8])
    #expect(try ends(5...5) == [5])
    #expect(try ends(6...7) == [])
  }

  @Test func `has one history hash for each place, and none beyond its head`() throws {
    for _ in 1...3 { try log.accept() }
    var expected = HistoryHash.seed(space: log.space)
    let head = try log.head
    let changes = try read { try $0.changes(after: 0, limit: .max).changes }
    #expect(changes.map(\.hubSequence) == Array(1...head))
    for sequence in 0...head {
      if sequence > 0 {
        let dot = changes[Int(sequence) - 1].change.dot
        let chain = try #require(try read { try $0.chain(after: dot) })
        expected = HistoryHash.next(after: expected, chain: chain)
      }
      let told = try read { try $0.history(at: sequence) }
      #expect(told == Array(expected.prefix(HistoryHash.prefixByteCount)), "at \(sequence)")
    }
    #expect(try read { try $0.history(at: head + 1) } == nil)
    let listed = try log.hub.list(of: "eero").spaces.first { $0.entry.space == log.space }
    #expect(listed?.history == Array(expected.prefix(HistoryHash.prefixByteCount)))
    #expect(listed?.hubSequence == head)
  }

  @Test func `tells each change once, in parts of a size`() throws {
    for _ in 1...4 { try log.accept() }
    let head = try log.head
    let rest = try read { try $0.changes(after: head - 2, limit: .max) }
    #expect(rest.changes.map(\.hubSequence) == [head - 1, head])
    #expect(!rest.hasMore)
    var told: [UInt64] = []
    var hasMore = true
    while hasMore, told.count <= Int(head) {
      let part = try read { try $0.changes(after: told.last ?? 0, limit: 1) }
      #expect(part.changes.count == 1)
      told += part.changes.map(\.hubSequence)
      hasMore = part.hasMore
    }
    #expect(told == Array(1...head))
  }

  @Test func `takes a number for known from the change on that gave it`() throws {
    try log.accept()
    let head = try log.head
    let new = log.note(77)
    let stranger = ReplicaID(rawValue: 0xB8)
    let numbers = try log.hub.write(log.space) {
      try $0.numbers(records: [log.note(1), new], replicas: [HubSpace.author, stranger])
    }
    #expect(Set(numbers.records).count == 2)
    for (key, number) in zip([log.note(1), new], numbers.records) {
      let before = try read { try $0.naming(cursor: head - 1).name(of: key) }
      let after = try read { try $0.naming(cursor: head).name(of: key) }
      #expect(before == WireName(number: number, isKnown: false))
      #expect(after == WireName(number: number, isKnown: true))
    }
    for (replica, number) in zip([HubSpace.author, stranger], numbers.replicas) {
      let before = try read { try $0.naming(cursor: head - 1).name(of: replica) }
      #expect(before == WireName(number: number, isKnown: false))
      #expect(try read { try $0.naming(cursor: head).name(of: replica) }.isKnown)
    }
  }

  @Test func `binds a replica to the first key alone, and lists its device`() throws {
    let replica = ReplicaID(rawValue: 101)
    let owner = log.device.key.publicKey
    #expect(try read { try $0.owner(of: replica) } == owner)
    try log.hub.write(log.space) { try $0.bind(replica, to: [UInt8](repeating: 5, count: 32)) }
    #expect(try read { try $0.owner(of: replica) } == owner)
    let devices = try log.hub.read(log.hub.identity.library) { ledger in
      try ledger.records(ofKind: Device.kind).compactMap { record in
        try ledger.reading(of: record, "replica").value
      }
    }
    #expect(devices == [.text(Text(replica.description))])
  }

  @Test func `gives its own changes ascending times, whatever its clock says`() throws {
    for user: Text in ["mia", "otto", "pia"] {
      try log.hub.grant(user, .viewer, in: log.space)
      log.world.clock.milliseconds -= 1_000_000
    }
    let own = log.hub.identity.replica
    let times = try read { try $0.changes(after: 0, limit: .max).changes }
      .filter { $0.change.dot.replica == own }.map(\.change.time)
    #expect(times.count > 3)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `ends a role with the access record, and begins it again`() throws {
    try log.hub.grant("mia", .editor, in: log.space)
    func role() throws -> SpaceRole? {
      try log.hub.members(of: log.space).first { $0.user == "mia" }?.role
    }
    #expect(try role() == .editor)
    let version = try log.hub.list(of: "mia").version
    let key = RecordKey(
      Access.kind,
      DerivedID.record(space: log.space, kind: Access.kind, values: [.text("mia")]))
    let life = try read { try $0.reading(key, Field.life).dots }
    let shown = try read { try $0.vector() }
    try log.accept(
      .deleted(shown: shown), Field.life, of: key, over: life, after: shown.entries)
    #expect(try role() == nil)
    #expect(try log.hub.list(of: "mia").version > version)
    try log.hub.grant("mia", .editor, in: log.space)
    #expect(try role() == .editor)
  }
}

internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

/// The hub's transaction over one space.
package final class SQLiteHubLedger: SQLiteLedger, HubLedger {
  private let hub: HubStore
  private var numbers: WireNumbers { WireNumbers(space: space, database: database) }
  /// The head that appended changes lead to, until the batch is concluded.
  private var openHead: (sequence: UInt64, history: [UInt8])?
  /// Authors whose first change was appended since then.
  private var newAuthors = 0

  init(space: SpaceID, database: Database, hub: HubStore) {
    self.hub = hub
    super.init(
      space: space, database: database, catalog: hub.catalog, policies: hub.policies,
      segments: hub.segments)
  }

  package func hubSequence() throws -> UInt64 { try head().sequence }

  /// The space's greatest hub sequence and the hash of the history there, 32 bytes.
  private func head() throws -> (sequence: UInt64, history: [UInt8]) {
    if let openHead { return openHead }
    let row = try database.direct("SELECT hub_sequence, history FROM space WHERE space = ?")
      .first([spaceValue]) { (UInt64($0.integer(0)), $0.bytesIfAny(1)) }
    return (row?.0 ?? 0, row?.1 ?? HistoryHash.seed(space: space))
  }

  package override func append(_ entry: LedgerEntry) throws {
    let head = try head()
    let sequence = head.sequence + 1
    let dot = entry.change.dot
    let history = HistoryHash.next(after: head.history, chain: entry.head.chain)
    let prefix = Array(history.prefix(HistoryHash.prefixByteCount))
    let before = try chainBefore(dot)
    try log.insert(
      entry,
      place: ChangeLog.HubPlace(sequence: sequence, history: prefix, chainBefore: before))
    try noteHead(entry)
    openHead = (sequence, history)
    if dot.sequence == 1 { newAuthors += 1 }
    _ = try number(of: dot.replica, since: sequence)
    for write in entry.change.writes { _ = try number(of: write.key, since: sequence) }
    hub.accepted(in: space)
  }

  /// The chain of an author before the author's next change.
  private func chainBefore(_ next: Dot) throws -> [UInt8] {
    if let head = openHead(of: next.replica) { return head.chain }
    return try database.direct("SELECT chain FROM author WHERE space = ? AND replica = ?")
      .first([spaceValue, .integer(next.replica.column)]) { $0.bytes(0) }
      ?? HashChain.seed(space: space, replica: next.replica)
  }

  package override func conclude() throws {
    try super.conclude()
    if let head = openHead {
      try database.direct("UPDATE space SET hub_sequence = ?, history = ? WHERE space = ?")
        .run([.integer(Int64(head.sequence)), .blob(head.history), spaceValue])
    }
    openHead = nil
    if newAuthors > 0 { try warnOfAuthors() }
    newAuthors = 0
    try archiver.sealOldest(upTo: try head().sequence)
  }

  var archiver: LogArchiver {
    LogArchiver(space: space, database: database, sealed: log.sealed, rule: hub.sealing)
  }

  package override func save(_ record: Record) throws {
    try super.save(record)
    // A snapshot does not name a record without cells.
    if record.cells.isEmpty { try numbers.neverKnown(record.key) }
  }

  /// Notes when half of the authors that a message can name have written; none is ever refused.
  private func warnOfAuthors() throws {
    let count = try Int.fetchOne(
      database.cachedStatement(sql: "SELECT count(*) FROM author WHERE space = ?"),
      arguments: [spaceColumn])
    let half = Limits.replicas / 2
    guard let count, count >= half, count - newAuthors < half else { return }
    try NotedEvents(database).note(
      HubEventWord.manyAuthors.rawValue, space: space, replica: nil,
      detail: "\(half) authors", at: hub.wall())
  }

  package func history(at hubSequence: UInt64) throws -> [UInt8]? {
    let head = try head()
    if hubSequence > head.sequence { return nil }
    if hubSequence == head.sequence {
      return Array(head.history.prefix(HistoryHash.prefixByteCount))
    }
    if hubSequence == 0 {
      return Array(HistoryHash.seed(space: space).prefix(HistoryHash.prefixByteCount))
    }
    let row = try database.direct(
      "SELECT history FROM change WHERE space = ? AND hub_sequence = ?"
    ).first([spaceValue, .integer(Int64(clamping: hubSequence))]) { $0.bytes(0) }
    return try row ?? log.sealed.history(at: hubSequence)
  }

  package func durable() throws -> UInt64 {
    guard try hub.isBackedUp(database) else { return try hubSequence() }
    let durable = try Int64.fetchOne(
      database.cachedStatement(sql: "SELECT durable FROM space WHERE space = ?"),
      arguments: [spaceColumn])
    return UInt64(durable ?? 0)
  }

  package func standing(of replica: ReplicaID) throws -> ReplicaStanding {
    let row = try database.direct(
      "SELECT accepted, durable FROM author WHERE space = ? AND replica = ?"
    ).first([spaceValue, .integer(replica.column)]) {
      (UInt64($0.integer(0)), UInt64($0.integer(1)))
    }
    guard let (accepted, durable) = row else { return .none }
    let isCovered = try !hub.isBackedUp(database)
    return ReplicaStanding(accepted: accepted, durable: isCovered ? accepted : durable)
  }

  package func owner(of replica: ReplicaID) throws -> [UInt8]? {
    try database.direct("SELECT public_key FROM replica_owner WHERE replica = ?")
      .first([.integer(replica.column)]) { $0.bytes(0) }
  }

  package func bind(_ replica: ReplicaID, to publicKey: [UInt8]) throws {
    guard try owner(of: replica) == nil else { return }
    try database.execute(
      sql: "INSERT INTO replica_owner (replica, public_key) VALUES (?, ?)",
      arguments: [replica.column, Data(publicKey)])
    guard let device = try hub.device(publicKey: publicKey, database) else { return }
    try hub.put(
      hub.access.deviceRecord(replica, device), in: hub.ledger(hub.identity.library, database))
  }

  package func naming(cursor: UInt64) -> any WireNaming {
    HubNaming(numbers: numbers, cursor: cursor)
  }

  package func numbers(
    records: [RecordKey], replicas: [ReplicaID]
  ) throws -> (records: [UInt64], replicas: [UInt64]) {
    let sequence = try hubSequence()
    return (
      try records.map { try number(of: $0, since: sequence) },
      try replicas.map { try number(of: $0, since: sequence) }
    )
  }

  private func number(of record: RecordKey, since: UInt64) throws -> UInt64 {
    if let known = try numbers.number(of: record) { return known.number }
    let number = try numbers.greatest(in: "record_number") + 1
    try numbers.set(number, record: record, since: since)
    return number
  }

  private func number(of replica: ReplicaID, since: UInt64) throws -> UInt64 {
    if let known = try numbers.number(of: replica) { return known.number }
    let number = try numbers.greatest(in: "replica_number") + 1
    try numbers.set(number, replica: replica, since: since)
    return number
  }

  package func changes(after cursor: UInt64, limit: UInt64) throws -> HubChanges {
    var answer = HubAnswer(limit: limit)
    try log.sealed.forEach(after: cursor) { logged in
      let change = HubChange(
        hubSequence: logged.hubSequence, change: logged.change, chainBefore: logged.chainBefore)
      return answer.take(change, size: Canonical.encode(logged.change).count)
    }
    if answer.isFull { return answer.changes }
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT hub_sequence, body, chain_before FROM change
          WHERE space = ? AND hub_sequence > ? ORDER BY hub_sequence
          """),
      arguments: [spaceColumn, Int64(clamping: max(cursor, answer.last))])
    while let row = try rows.next() {
      let body = Array(row[1] as Data)
      let change = HubChange(
        hubSequence: UInt64(row[0] as Int64), change: try Canonical.decode(body),
        chainBefore: Array(row[2] as Data))
      guard answer.take(change, size: body.count) else { break }
    }
    return answer.changes
  }

  package func settle(_ records: [RecordKey]) throws {
    for key in records where key.kind == hub.access.accessKind {
      let record = try record(key)
      var values: [Text: Value] = [:]
      for field in record.cells.keys where field != Field.life {
        values[field] = try reading(of: record, field).value
      }
      guard let grant = hub.access.grant(values) else { continue }
      let role = record.life.isHidden ? .none : grant.role
      try hub.setListEntry(user: grant.user, space: space, role: role, database)
    }
  }

  /// The hub's next hybrid time: after everything that it wrote itself.
  func nextTime() throws -> HybridTime {
    let meta = MetaTable(database: database)
    var clock = HybridClock(last: HybridTime(column: try meta.integer(.clock) ?? 0))
    let time = clock.now(correctedMilliseconds: hub.wall())
    try meta.set(.clock, time.column)
    return time
  }
}

/// Changes in the hub's order until they are enough for one answer.
private struct HubAnswer {
  let limit: UInt64
  private var held: [HubChange] = []
  private var size: UInt64 = 0
  private(set) var isFull = false

  init(limit: UInt64) { self.limit = limit }

  var changes: HubChanges { HubChanges(changes: held, hasMore: isFull) }
  var last: UInt64 { held.last?.hubSequence ?? 0 }

  /// Takes a change of so many bytes; returns false where it is left for the next answer.
  mutating func take(_ change: HubChange, size bytes: Int) -> Bool {
    size += UInt64(bytes)
    isFull = !held.isEmpty && (size > limit || held.count >= Limits.changesPerPush)
    if isFull { return false }
    held.append(change)
    return true
  }
}

/// The hub's names of a space as a device knows them that has applied everything up to a cursor.
struct HubNaming: WireNaming {
  let numbers: WireNumbers
  let cursor: UInt64

  func name(of record: RecordKey) throws -> WireName {
    guard let known = try numbers.number(of: record) else { return .portable }
    return WireName(number: known.number, isKnown: known.since <= cursor)
  }

  func name(of replica: ReplicaID) throws -> WireName {
    guard let known = try numbers.number(of: replica) else { return .portable }
    return WireName(number: known.number, isKnown: known.since <= cursor)
  }

  func record(number: UInt64) throws -> RecordKey? { try numbers.record(number: number) }
  func replica(number: UInt64) throws -> ReplicaID? { try numbers.replica(number: number) }
}

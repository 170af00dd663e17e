internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

extension DeviceStore {
  /// What was set aside in all spaces and is not held otherwise; see
  /// ``SQLiteLedger/setAsideChanges()``.
  package func setAsideChanges() throws -> [SetAsideChange] {
    try reading { database in
      try Data.fetchAll(database, sql: "SELECT DISTINCT space FROM set_aside ORDER BY space")
        .compactMap { SpaceID(bytes: $0) }
        .flatMap { try ledger($0, database).setAsideChanges() }
    }
  }
}

extension SQLiteLedger {
  /// The changes that were set aside, the earliest first.
  ///
  /// Without those that are held again, because the hub took them later, or their author wrote them
  /// again.
  package func setAsideChanges() throws -> [SetAsideChange] {
    let rows = try Row.fetchAll(
      database.cachedStatement(sql: "SELECT at, refusal, body FROM set_aside WHERE space = ?"),
      arguments: [spaceColumn])
    let all = try rows.compactMap { row -> SetAsideRow? in
      guard let refusal = Refusal(rawValue: UInt8(clamping: row[1] as Int64)) else { return nil }
      return try SetAsideRow(at: row[0], refusal: refusal, body: Array(row[2] as Data))
    }
    let texts = SetAsideTexts(all.map(\.change))
    return try all.filter { try !isHeldAgain($0) }.map { row in
      let change = row.change
      return SetAsideChange(
        space: space, dot: change.dot, stamp: change.stamp, intent: change.intent,
        note: change.note, refusal: row.refusal, setAsideAt: row.at,
        writes: try change.writes.map { write in
          guard case .prose(.patch(let patch)) = write.value else {
            return .init(key: write.key, field: write.field, value: write.value, isFragment: false)
          }
          let cell = try record(write.key).cells[write.field] ?? Cell()
          let text = texts.text(of: change.dot, write, over: cell)
          return .init(
            key: write.key, field: write.field, value: .prose(.whole(text ?? patch.additions)),
            isFragment: text == nil)
        })
    }.sorted { ($0.stamp.time, $0.dot) < ($1.stamp.time, $1.dot) }
  }

  private func isHeldAgain(_ row: SetAsideRow) throws -> Bool {
    let change = row.change
    let held = try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT body, time, actor FROM change WHERE space = ? AND replica = ? AND sequence = ?
          """),
      arguments: [spaceColumn, change.dot.replica.column, Int64(clamping: change.dot.sequence)])
    if let held {
      // Of a change whose body is not held any more the stamp tells whether it is the same.
      let isSame =
        (held[0] as Data?).map { Array($0) == row.body }
        ?? (held[1] == change.stamp.time.column && held[2] == change.stamp.actor.string)
      if isSame { return true }
    } else if row.refusal != .baseReleased, try vector().contains(change.dot) {
      // What the hub refused it did not hold. It came in a snapshot later, and others wrote over it.
      return true
    }
    return try isWrittenAgain(change, body: row.body)
  }

  /// Whether a change that is held writes this one again.
  private func isWrittenAgain(_ change: Change, body: [UInt8]) throws -> Bool {
    let dot = change.origin?.dot ?? change.dot
    let hash = change.origin?.hash ?? ChangeHash.hash(canonical: body)
    let again = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT by_replica, by_sequence FROM rewriting
          WHERE space = ? AND replica = ? AND sequence = ? AND hash = ?
          """),
      arguments: [spaceColumn, dot.replica.column, Int64(clamping: dot.sequence), Data(hash)]
    ).map { Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)) }
    let vector = try vector()
    return again.contains { $0 != change.dot && vector.contains($0) }
  }
}

/// A row of the table of changes that were set aside.
private struct SetAsideRow {
  let at: Int64
  let refusal: Refusal
  let body: [UInt8]
  let change: Change

  init(at: Int64, refusal: Refusal, body: [UInt8]) throws {
    self.at = at
    self.refusal = refusal
    self.body = body
    change = try Canonical.decode(body)
  }
}

/// The versions of long texts that changes which were set aside have written.
private struct SetAsideTexts {
  private var versions: [RecordKey: [Text: [Sibling]]] = [:]

  init(_ changes: [Change]) {
    for change in changes {
      for write in change.writes {
        guard case .prose = write.value else { continue }
        versions[write.key, default: [:]][write.field, default: []].append(
          Sibling(dot: change.dot, value: write.value, supersedes: write.supersedes))
      }
    }
  }

  /// The text that a change wrote; nil where a version that it builds on is neither held nor set aside.
  func text(of dot: Dot, _ write: Write, over cell: Cell) -> Text? {
    let aside = versions[write.key]?[write.field] ?? []
    // Of two versions with one dot the one that was set aside is meant.
    let others = (cell.siblings + cell.past).filter { held in !aside.contains { $0.dot == held.dot }
    }
    return TextVersions(Cell(aside + others)).text(of: dot)
  }
}

extension Prose.Patch {
  /// What the patch adds to the text that it was made for.
  fileprivate var additions: Text {
    let parts = hunks.map { String(decoding: $0.inserted, as: UTF8.self) }.filter { !$0.isEmpty }
    return Text(parts.joined(separator: " … "))
  }
}

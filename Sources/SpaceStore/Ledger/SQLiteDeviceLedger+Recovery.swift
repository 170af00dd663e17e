internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
package import SyncSession

/// What a device keeps beside an own change: the values that its author was shown, and whether it
/// was taken back.
struct CutDetail {
  let shown: Data
  let isUndone: Bool
}

extension SQLiteDeviceLedger {
  package func keep(_ proof: RunProof) throws { try insert(proof) }

  package func proof(covering dot: Dot) throws -> RunProof? {
    try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT \(RunProof.columns) FROM run_proof JOIN signing ON number = signing
          WHERE space = ? AND replica = ? AND first <= ? AND last >= ? ORDER BY first LIMIT 1
          """),
      arguments: [
        spaceColumn, dot.replica.column, Int64(clamping: dot.sequence),
        Int64(clamping: dot.sequence),
      ]
    ).map { RunProof(replica: dot.replica, row: $0) }
  }

  package func dropProofs(from dot: Dot) throws {
    try database.execute(
      sql: "DELETE FROM run_proof WHERE space = ? AND replica = ? AND last >= ?",
      arguments: [spaceColumn, dot.replica.column, Int64(clamping: dot.sequence)])
    try database.execute(
      sql: "DELETE FROM signing WHERE number NOT IN (SELECT signing FROM run_proof)")
  }

  package func changes(after vector: VersionVector) throws -> [Change] {
    var changes: [Change] = []
    for entry in try self.vector().entries where entry.sequence > vector[entry.replica] {
      let bodies = try Data.fetchAll(
        database.cachedStatement(
          sql: """
            SELECT body FROM change
            WHERE space = ? AND replica = ? AND sequence > ? AND body IS NOT NULL
            """),
        arguments: [
          spaceColumn, entry.replica.column, Int64(clamping: vector[entry.replica]),
        ])
      changes += try bodies.map { try Canonical.decode(Array($0)) }
    }
    return changes
  }

  package func cut(_ replica: ReplicaID, to sequence: UInt64, head: AuthorHead?) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT sequence, shown, undone FROM change
        WHERE space = ? AND replica = ? AND sequence > ? AND shown IS NOT NULL
        """, arguments: [spaceColumn, replica.column, Int64(clamping: sequence)])
    for row in rows {
      cutDetails[Dot(replica, UInt64(row[0] as Int64))] = CutDetail(
        shown: row[1], isUndone: (row[2] as Int64) != 0)
    }
    try database.execute(
      sql: "DELETE FROM change WHERE space = ? AND replica = ? AND sequence > ?",
      arguments: [spaceColumn, replica.column, Int64(clamping: sequence)])
    try database.execute(
      sql: "DELETE FROM rewriting WHERE space = ? AND by_replica = ? AND by_sequence > ?",
      arguments: [spaceColumn, replica.column, Int64(clamping: sequence)])
    forgetStamps()
    try cutSpines(of: replica, to: sequence)
    try dropProofs(from: Dot(replica, sequence + 1))
    if let head {
      try raise(replica, to: head)
      let accepted = try accepted()[replica]
      try setAccepted(min(accepted, sequence), of: replica)
    } else {
      try database.execute(
        sql: "DELETE FROM author WHERE space = ? AND replica = ?",
        arguments: [spaceColumn, replica.column])
    }
  }

  package func rejections() throws -> [Rejection] {
    try Row.fetchAll(
      database,
      sql: "SELECT replica, sequence, refusal FROM rejection WHERE space = ?",
      arguments: [spaceColumn]
    ).compactMap { row in
      Refusal(rawValue: UInt8(clamping: row[2] as Int64)).map {
        Rejection(
          dot: Dot(ReplicaID(column: row[0]), UInt64(row[1] as Int64)), refusal: $0)
      }
    }
  }

  package func reject(_ rejection: Rejection) throws {
    try database.execute(
      sql: """
        INSERT INTO rejection (space, replica, sequence, refusal) VALUES (?, ?, ?, ?)
        ON CONFLICT (space, replica) DO UPDATE SET sequence = excluded.sequence,
          refusal = excluded.refusal WHERE excluded.sequence < sequence
        """,
      arguments: [
        spaceColumn, rejection.dot.replica.column, Int64(clamping: rejection.dot.sequence),
        Int64(rejection.refusal.rawValue),
      ])
  }

  package func clearRejection(of replica: ReplicaID) throws {
    try database.cachedStatement(sql: "DELETE FROM rejection WHERE space = ? AND replica = ?")
      .execute(arguments: [spaceColumn, replica.column])
  }

  package func clearRejections() throws {
    try database.execute(sql: "DELETE FROM rejection WHERE space = ?", arguments: [spaceColumn])
  }

  package func setAside(_ change: Change, for refusal: Refusal) throws {
    try database.execute(
      sql: """
        INSERT OR IGNORE INTO set_aside (space, replica, sequence, at, refusal, body)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        spaceColumn, change.dot.replica.column, Int64(clamping: change.dot.sequence),
        correctedMilliseconds, Int64(refusal.rawValue), Data(Canonical.encode(change)),
      ])
  }

  package func isRecovering() throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT recovering FROM space WHERE space = ?", arguments: [spaceColumn])
      ?? false
  }

  package func setRecovering(_ isRecovering: Bool) throws {
    try database.cachedStatement(sql: "UPDATE space SET recovering = ? WHERE space = ?")
      .execute(arguments: [isRecovering, spaceColumn])
  }

  package func rewritings(of origin: Dot, hash: [UInt8]) throws -> [Dot] {
    try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT by_replica, by_sequence FROM rewriting
          WHERE space = ? AND replica = ? AND sequence = ? AND hash = ?
          """),
      arguments: [
        spaceColumn, origin.replica.column, Int64(clamping: origin.sequence), Data(hash),
      ]
    ).map { Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)) }.sorted()
  }

  package func carry(_ old: Dot, to new: Dot) throws {
    guard let detail = cutDetails[old] else { return }
    try database.execute(
      sql: """
        UPDATE change SET shown = ?, undone = ? WHERE space = ? AND replica = ? AND sequence = ?
        """,
      arguments: [
        detail.shown, detail.isUndone, spaceColumn, new.replica.column, Int64(new.sequence),
      ])
  }

  package func renewIdentity() throws { try identity.renew() }

  package func note(_ event: IdentityEvent) throws {
    try database.execute(
      sql: "INSERT INTO identity_event (at, kind, space, replica, count) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        event.at, event.kind.rawValue, event.space.map { Data($0.bytes) }, event.replica?.column,
        Int64(clamping: event.count),
      ])
  }
}

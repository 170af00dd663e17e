package import Diagnostics
internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

extension SQLiteLedger {
  /// The part of the history whose bodies are not held: where a replay can begin.
  package func forgotten() throws -> VersionVector {
    let heads = try vector()
    // Before an archive there are changes without bodies alone.
    if try !log.sealed.segments().isEmpty {
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT replica, max(sequence) FROM change WHERE space = ? AND body IS NULL GROUP BY replica
          """, arguments: [spaceColumn])
      return VersionVector(
        rows.map { Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)) })
    }
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT replica, max(sequence) - 1, (
          SELECT max(sequence) FROM change AS l
          WHERE l.space = c.space AND l.replica = c.replica AND l.body IS NOT NULL)
        FROM change AS c
        WHERE space = ? AND body IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM change AS p WHERE p.space = c.space AND p.replica = c.replica
            AND p.sequence = c.sequence - 1 AND p.body IS NOT NULL)
        GROUP BY replica
        """, arguments: [spaceColumn])
    var held: [ReplicaID: UInt64] = [:]
    for row in rows {
      let replica = ReplicaID(column: row[0])
      // After a hole at the end, as a snapshot leaves it, nothing before it can be replayed.
      guard UInt64(row[2] as Int64) == heads[replica] else { continue }
      held[replica] = UInt64(row[1] as Int64)
    }
    return VersionVector(
      heads.entries.map { Dot($0.replica, held[$0.replica] ?? $0.sequence) })
  }

  /// Calls `body` with every held change in an order in which causes come before effects.
  ///
  /// A hub's log has such an order of its own and is read row by row; a device's is sorted first.
  package func replay(_ body: (Change) throws -> Void) throws {
    let isNumbered =
      try Int.fetchOne(
        database,
        sql: "SELECT EXISTS (SELECT 1 FROM change WHERE space = ? AND hub_sequence IS NULL)",
        arguments: [spaceColumn]) == 0
    guard isNumbered else {
      let begin = try forgotten()
      let held = try changes().filter { !begin.contains($0.dot) }
      for change in CausalOrder.sorted(held, after: begin) { try body(change) }
      return
    }
    try log.sealed.forEach(after: 0) { logged in
      try body(logged.change)
      return true
    }
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT body FROM change WHERE space = ? AND body IS NOT NULL ORDER BY hub_sequence",
      arguments: [spaceColumn])
    while let row = try rows.next() { try body(Canonical.decode(Array(row[0] as Data))) }
  }

  /// The history of one field under another policy; see ``WhatIf``.
  package func replay(
    kind: Text, field: Text, under other: Policy, since: HybridTime
  ) throws -> WhatIf {
    var whatIf = WhatIf(
      kind: kind, field: field, actual: try policy(of: kind, field), other: other, since: since)
    let begin = try forgotten()
    if !begin.isEmpty {
      for record in try records(ofKind: kind) {
        guard let cell = record.cells[field] else { continue }
        let held = (cell.siblings + cell.past).filter { begin.contains($0.dot) }
        if !held.isEmpty { try whatIf.begin(record.key, with: held, stamp: stamp) }
      }
    }
    try replay { whatIf.apply($0) }
    return whatIf
  }
}

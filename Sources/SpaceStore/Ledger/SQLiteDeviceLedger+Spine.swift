internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

extension SQLiteDeviceLedger {
  package func chainPrefix(after dot: Dot) throws -> [UInt8]? {
    if let chain = try log.chain(after: dot) { return HashChain.prefix(chain) }
    let rows = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT first, prefixes FROM spine WHERE space = ? AND replica = ? AND first <= ?
          ORDER BY first DESC
          """),
      arguments: [spaceColumn, dot.replica.column, Int64(clamping: dot.sequence)])
    for row in rows {
      let start = Int(clamping: dot.sequence - UInt64(row[0] as Int64))
      let prefixes = Array(row[1] as Data)
      let states = prefixes.count / ChangeRun.chainPrefixByteCount
      guard start < states else { continue }
      return Array(
        prefixes.dropFirst(start * ChangeRun.chainPrefixByteCount)
          .prefix(ChangeRun.chainPrefixByteCount))
    }
    return nil
  }

  /// Keeps what a snapshot tells of an author's chain.
  func keep(_ spine: SnapshotSpine) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO spine (space, replica, first, prefixes) VALUES (?, ?, ?, ?)
        ON CONFLICT (space, replica, first) DO UPDATE SET prefixes = excluded.prefixes
          WHERE length(excluded.prefixes) > length(prefixes)
        """
    ).execute(
      arguments: [
        spaceColumn, spine.replica.column, Int64(clamping: spine.from),
        Data(spine.prefixes.joined()),
      ])
  }

  /// Forgets what snapshots told of a replica's chain above a count.
  func cutSpines(of replica: ReplicaID, to sequence: UInt64) throws {
    let last = Int64(clamping: sequence)
    try database.execute(
      sql: "DELETE FROM spine WHERE space = ? AND replica = ? AND first > ?",
      arguments: [spaceColumn, replica.column, last])
    try database.execute(
      sql: """
        UPDATE spine SET prefixes = substr(prefixes, 1, (:last - first + 1) * :size)
        WHERE space = :space AND replica = :replica
        """,
      arguments: [
        "last": last, "size": ChangeRun.chainPrefixByteCount, "space": spaceColumn,
        "replica": replica.column,
      ])
  }
}

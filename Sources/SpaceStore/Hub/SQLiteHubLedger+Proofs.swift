internal import GRDB
package import SyncCore
package import SyncProtocol
internal import SyncSession

extension SQLiteHubLedger {
  /// How many runs may begin before a range and still be looked at: a run overlaps others only where
  /// its acknowledgement was lost.
  private static let overlappingRuns: UInt64 = 16

  package func keep(_ proof: RunProof) throws {
    try insert(proof)
    // What is proved can be handed on by anybody: until then the author offers it again.
    try database.cachedStatement(
      sql: """
        UPDATE author SET accepted = max(accepted, min(?, sequence)) WHERE space = ? AND replica = ?
        """
    ).execute(arguments: [Int64(proof.to), spaceColumn, proof.replica.column])
  }

  package func proofs(
    of replica: ReplicaID, endingIn range: ClosedRange<UInt64>
  ) throws -> [RunProof] {
    // Runs hardly overlap: of those that begin before the range only the nearest can end in it.
    let count = range.upperBound - range.lowerBound + Self.overlappingRuns
    return try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT \(RunProof.columns) FROM (
            SELECT * FROM run_proof WHERE space = ? AND replica = ? AND first <= ?
            ORDER BY first DESC LIMIT ?) JOIN signing ON number = signing
          WHERE last BETWEEN ? AND ? ORDER BY first
          """),
      arguments: [
        spaceColumn, replica.column, Int64(clamping: range.upperBound), Int64(clamping: count),
        Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound),
      ]
    ).map { RunProof(replica: replica, row: $0) }
  }
}

internal import Foundation
internal import GRDB
package import SyncCore
package import SyncProtocol
internal import SyncSession

extension SQLiteHubLedger {
  /// A run's hash is a SHA-256, in bytes.
  private static let hashByteCount = 32
  /// How many runs may begin before a range and still be looked at: a run overlaps others only where
  /// its acknowledgement was lost.
  private static let overlappingRuns: UInt64 = 16

  package func keep(_ proof: RunProof) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO run_proof (space, replica, first, last, public_key, salt, hashes, signature)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (space, replica, first) DO UPDATE SET last = excluded.last,
          public_key = excluded.public_key, salt = excluded.salt, hashes = excluded.hashes,
          signature = excluded.signature
        WHERE excluded.last > last
        """
    ).execute(
      arguments: [
        spaceColumn, proof.replica.column, Int64(proof.from), Int64(proof.to),
        Data(proof.publicKey), Data(proof.salt), Data(proof.runHashes.flatMap { $0 }),
        Data(proof.signature),
      ])
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
          SELECT first, last, public_key, salt, hashes, signature FROM (
            SELECT * FROM run_proof WHERE space = ? AND replica = ? AND first <= ?
            ORDER BY first DESC LIMIT ?)
          WHERE last BETWEEN ? AND ? ORDER BY first
          """),
      arguments: [
        spaceColumn, replica.column, Int64(clamping: range.upperBound), Int64(clamping: count),
        Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound),
      ]
    ).map { row in
      let hashes = Array(row[4] as Data)
      let size = Self.hashByteCount
      return RunProof(
        replica: replica, from: UInt64(row[0] as Int64), to: UInt64(row[1] as Int64),
        publicKey: Array(row[2] as Data), salt: Array(row[3] as Data),
        runHashes: stride(from: 0, to: hashes.count, by: size).map {
          Array(hashes[$0..<min($0 + size, hashes.count)])
        }, signature: Array(row[5] as Data))
    }
  }
}

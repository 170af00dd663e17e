internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

extension SQLiteLedger {
  /// Keeps a proof; of two that begin alike the longer one.
  func insert(_ proof: RunProof) throws {
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
        spaceColumn, proof.replica.column, Int64(clamping: proof.from), Int64(clamping: proof.to),
        Data(proof.publicKey), Data(proof.salt), Data(proof.runHashes.flatMap { $0 }),
        Data(proof.signature),
      ])
  }
}

extension RunProof {
  /// The length of a run's hash, in bytes.
  private static let hashByteCount = 32

  /// A proof from the columns first, last, public_key, salt, hashes, signature.
  init(replica: ReplicaID, row: Row) {
    let hashes = Array(row[4] as Data)
    self.init(
      replica: replica, from: UInt64(row[0] as Int64), to: UInt64(row[1] as Int64),
      publicKey: Array(row[2] as Data), salt: Array(row[3] as Data),
      runHashes: stride(from: 0, to: hashes.count, by: Self.hashByteCount).map {
        Array(hashes[$0..<min($0 + Self.hashByteCount, hashes.count)])
      }, signature: Array(row[5] as Data))
  }
}

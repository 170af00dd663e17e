internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol

extension SQLiteLedger {
  /// Keeps a proof; of two that begin alike the longer one.
  func insert(_ proof: RunProof) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO run_proof (space, replica, first, last, salt, signing) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (space, replica, first) DO UPDATE
          SET last = excluded.last, salt = excluded.salt, signing = excluded.signing
        WHERE excluded.last > last
        """
    ).execute(
      arguments: [
        spaceColumn, proof.replica.column, Int64(clamping: proof.from), Int64(clamping: proof.to),
        Data(proof.salt), try number(of: proof.signing),
      ])
  }

  /// Where a signing is kept: the runs of one push share it.
  private func number(of signing: RunSigning) throws -> Int64 {
    let columns: StatementArguments = [
      Data(signing.signature), Data(signing.publicKey), Data(signing.runHashes.flatMap { $0 }),
    ]
    let known = try Int64.fetchOne(
      database.cachedStatement(
        sql: "SELECT number FROM signing WHERE signature = ? AND public_key = ? AND hashes = ?"),
      arguments: columns)
    if let known { return known }
    try database.cachedStatement(
      sql: "INSERT INTO signing (signature, public_key, hashes) VALUES (?, ?, ?)"
    ).execute(arguments: columns)
    return database.lastInsertedRowID
  }
}

extension RunProof {
  /// What ``init(replica:row:)`` reads, of `run_proof` joined with `signing`.
  static let columns = "first, last, public_key, salt, hashes, signature"

  init(replica: ReplicaID, row: Row) {
    let hashes = Array(row[4] as Data)
    self.init(
      replica: replica, from: UInt64(row[0] as Int64), to: UInt64(row[1] as Int64),
      salt: Array(row[3] as Data),
      signing: RunSigning(
        publicKey: Array(row[2] as Data),
        runHashes: stride(from: 0, to: hashes.count, by: RunSigning.hashByteCount).map {
          Array(hashes[$0..<min($0 + RunSigning.hashByteCount, hashes.count)])
        }, signature: Array(row[5] as Data)))
  }
}

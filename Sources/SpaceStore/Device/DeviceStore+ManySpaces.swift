internal import GRDB
package import SyncCore
internal import SyncProtocol
package import SyncSession

extension DeviceStore {
  /// Runs `body` on one consistent state of all spaces.
  package func readAll<Result>(_ body: (ReplicaTransaction) throws -> Result) throws -> Result {
    try reading { try body(ReplicaTransaction(store: self, database: $0)) }
  }

  /// Runs `body` in one transaction over any number of spaces: all that it writes, or nothing.
  package func writeAll<Result>(_ body: (ReplicaTransaction) throws -> Result) throws -> Result {
    try transaction { try body(ReplicaTransaction(store: self, database: $0)) }
  }
}

/// One transaction over all spaces of a replica; of no use when it is over.
package struct ReplicaTransaction {
  let store: DeviceStore
  let database: Database

  package var identity: DeviceIdentity { store.identity }

  package func ledger(_ space: SpaceID) -> SQLiteDeviceLedger { store.ledger(space, database) }

  /// Makes a space that this device's key owns.
  package func createSpace(kind: SpaceKind, nonce: [UInt8]) throws -> SpaceID {
    let space = SpaceIdentity.space(publicKey: identity.publicKey, nonce: nonce)
    try store.insertSpace(space, kind: kind, nonce: nonce, database)
    return space
  }

  /// Writes one change to the space of a ledger of this transaction.
  package func commit(_ draft: Draft, in ledger: SQLiteDeviceLedger) throws -> LedgerEntry {
    try store.commit(draft, in: ledger, database)
  }
}

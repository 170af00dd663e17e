package import SyncCore
package import SyncSession

/// One space of a replica in memory inside one transaction: it works on a copy, which the replica
/// takes over when the transaction succeeds.
package class MemoryLedger: SpaceLedger {
  package var content: MemorySpace
  let planted: PlantedFault?
  /// Is told of each call that writes, and throws where the program dies at it.
  var onCall: (() throws -> Void)?

  init(_ content: MemorySpace, planted: PlantedFault?) {
    self.content = content
    self.planted = planted
  }

  func call() throws { try onCall?() }

  package var space: SpaceID { content.space }
  package func vector() -> VersionVector { content.vector }
  package func head(of replica: ReplicaID) -> AuthorHead? { content.heads[replica] }
  package func chain(after dot: Dot) -> [UInt8]? { content.chain(after: dot) }

  package func stamp(of dot: Dot) throws -> Stamp {
    guard let stamp = content.stamp(of: dot) else { throw MemoryStoreFault.unknownDot(dot) }
    return stamp
  }

  package func record(_ key: RecordKey) -> Record { content.records[key] ?? Record(key) }

  package func append(_ entry: LedgerEntry) throws {
    try call()
    content.append(entry)
  }

  package func save(_ record: Record) throws {
    try call()
    content.records[record.key] = record.cells.isEmpty ? nil : record
  }
}

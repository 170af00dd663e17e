package import SyncCore
internal import SyncProtocol
package import SyncSession

extension MemoryDevice: BundleReplica {
  package func hubLineage() -> UInt64? { lineage?.id }
}

extension MemoryDeviceLedger: BundleLedger {
  package func logStart(of replica: ReplicaID) -> UInt64 {
    var start = content.heads[replica]?.sequence ?? 0
    while content.log[Dot(replica, start)] != nil { start -= 1 }
    return start
  }

  package func heldChanges(
    of replica: ReplicaID, after sequence: UInt64, limit: Int
  ) -> [HeldChange] {
    var held: [HeldChange] = []
    var size = 0
    while let entry = content.log[Dot(replica, sequence + UInt64(held.count) + 1)] {
      size += entry.canonical.count
      guard held.isEmpty || size <= limit else { break }
      held.append(
        HeldChange(
          change: entry.change, byteCount: entry.canonical.count, chain: entry.head.chain))
    }
    return held
  }
}

package import SyncCore

/// What one run of changes commits its author to.
package enum RunHash {
  /// The hash of a run, 32 bytes; the salt keeps it from telling which space it stands for.
  ///
  /// `chainBefore` and `chainAfter` are the chain's states around the run, 32 bytes each; the salt
  /// is the run's own, see ``salt(push:index:)``.
  package static func hash(
    space: SpaceID, run: ChangeRun, chainBefore: [UInt8], chainAfter: [UInt8], salt: [UInt8]
  ) -> [UInt8] {
    hash(
      space: space, replica: run.replica, from: run.changes.first?.dot.sequence ?? 0,
      to: run.changes.last?.dot.sequence ?? 0, chainBefore: chainBefore, chainAfter: chainAfter,
      salt: salt)
  }

  /// The same for whoever holds no changes any more: the sequences of the first and the last.
  package static func hash(
    space: SpaceID, replica: ReplicaID, from: UInt64, to: UInt64, chainBefore: [UInt8],
    chainAfter: [UInt8], salt: [UInt8]
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(space.bytes)
    writer.replica(replica)
    writer.fixed64(from)
    writer.fixed64(to)
    writer.raw(chainBefore)
    writer.raw(chainAfter)
    writer.raw(salt)
    return DomainHash.run.hash(writer.bytes)
  }

  /// A run's own salt: the first 16 bytes of SHA-256(push salt ‖ index as 8 bytes).
  ///
  /// The index counts the runs of all pushes of a request in their order, from 0.
  package static func salt(push: [UInt8], index: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(push)
    writer.fixed64(UInt64(clamping: index))
    return Array(DomainHash.sha256(writer.bytes).prefix(PushSignature.saltByteCount))
  }
}

internal import SyncCore

extension SnapshotWriter {
  mutating func spines() throws {
    rows.bytes.count(part.spines.count)
    for spine in part.spines {
      guard
        spine.prefixes.allSatisfy({ $0.count == ChangeRun.chainPrefixByteCount }),
        !spine.prefixes.isEmpty
      else { throw ProtocolError.invalid(what: "chain", at: rows.bytes.bytes.count) }
      try rows.replica(spine.replica)
      rows.bytes.unsigned(spine.from)
      rows.bytes.count(spine.prefixes.count)
      for prefix in spine.prefixes { rows.bytes.raw(prefix) }
    }
  }

  mutating func rewritings() throws {
    rows.bytes.count(part.rewritings.count)
    for rewriting in part.rewritings {
      guard rewriting.hash.count == DomainHash.byteCount else {
        throw ProtocolError.invalid(what: "hash", at: rows.bytes.bytes.count)
      }
      try rows.dot(rewriting.origin)
      rows.bytes.raw(rewriting.hash)
      try rows.dot(rewriting.dot)
    }
  }
}

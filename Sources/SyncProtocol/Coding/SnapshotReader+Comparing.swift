internal import SyncCore

extension SnapshotReader {
  mutating func spines() throws -> [SnapshotSpine] {
    let count = try rows.bytes.count("spines", limit: Limits.entriesPerBlock)
    var spines: [SnapshotSpine] = []
    for _ in 0..<count {
      let replica = try rows.replica()
      let start = rows.bytes.position
      let from = try rows.bytes.sequence()
      let length = try rows.bytes.count("chain states", limit: Limits.entriesPerBlock)
      guard length > 0, from <= Limits.number - UInt64(length) else {
        throw ProtocolError.invalid(what: "chain states", at: start)
      }
      var prefixes: [[UInt8]] = []
      for _ in 0..<length {
        prefixes.append(Array(try rows.bytes.raw(ChangeRun.chainPrefixByteCount)))
      }
      spines.append(SnapshotSpine(replica: replica, from: from, prefixes: prefixes))
    }
    return spines
  }

  mutating func rewritings() throws -> [KnownRewriting] {
    let count = try rows.bytes.count("rewritings", limit: Limits.entriesPerBlock)
    var rewritings: [KnownRewriting] = []
    for _ in 0..<count {
      let origin = try rows.dot()
      let hash = Array(try rows.bytes.raw(DomainHash.byteCount))
      rewritings.append(KnownRewriting(origin: origin, hash: hash, dot: try rows.dot()))
    }
    return rewritings
  }
}

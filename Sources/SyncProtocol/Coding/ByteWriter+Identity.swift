package import SyncCore

extension ByteWriter {
  package mutating func replica(_ replica: ReplicaID) { fixed64(replica.rawValue) }

  package mutating func recordID(_ id: RecordID) { fixed64(UInt64(id.rawValue)) }

  /// A replica in full and a count.
  package mutating func dot(_ dot: Dot) {
    replica(dot.replica)
    unsigned(dot.sequence)
  }
}

extension ByteReader {
  package mutating func replica() throws(ProtocolError) -> ReplicaID {
    ReplicaID(rawValue: try fixed64())
  }

  package mutating func recordID() throws(ProtocolError) -> RecordID {
    let start = position
    let bits = try fixed64()
    guard bits >> 63 == 0 else { throw .invalid(what: "record id beyond 63 bits", at: start) }
    return RecordID(truncating: bits)
  }

  package mutating func space() throws(ProtocolError) -> SpaceID {
    let start = position
    guard let space = SpaceID(bytes: try raw(SpaceID.byteCount)) else {
      throw .truncated(at: start, needed: SpaceID.byteCount)
    }
    return space
  }

  /// A count of changes, from 1.
  package mutating func sequence() throws(ProtocolError) -> UInt64 {
    let start = position
    let sequence = try number("sequence")
    guard sequence > 0 else { throw .invalid(what: "sequence 0", at: start) }
    return sequence
  }

  package mutating func dot() throws(ProtocolError) -> Dot {
    let replica = try replica()
    return Dot(replica, try sequence())
  }

  /// A kind's, field's or member's name: 1 to 255 bytes.
  package mutating func name(_ what: String) throws(ProtocolError) -> Text {
    let start = position
    let name = try text(what, limit: Limits.nameBytes)
    guard !name.isEmpty else { throw .invalid(what: "empty \(what)", at: start) }
    return name
  }
}

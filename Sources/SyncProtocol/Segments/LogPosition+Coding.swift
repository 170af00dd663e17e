internal import SyncCore

extension LogPosition {
  /// The position without the authors' chains.
  ///
  /// - Throws: what `naming` throws.
  package func encoded(naming: some WireNaming) throws -> [UInt8] {
    var writer = RowWriter(naming: naming)
    writer.bytes.unsigned(sequence)
    writer.bytes.raw(history)
    try writer.authors(of: self)
    return writer.bytes.bytes
  }

  /// - Throws: what `naming` throws; ``ProtocolError``
  package init(encoded bytes: [UInt8], naming: some WireNaming) throws {
    var reader = RowReader(own: bytes, naming: naming)
    let sequence = try reader.bytes.number("hub sequence")
    let history = Array(try reader.bytes.raw(DomainHash.byteCount))
    self.init(sequence: sequence, history: history, authors: try reader.authors(at: sequence))
    try reader.bytes.finish()
  }
}

extension RowWriter {
  /// Every author up to a position: how many changes, where the last one stands, and up to where the
  /// author had received, both counted back.
  mutating func authors(of position: LogPosition) throws {
    bytes.count(position.authors.count)
    for (replica, author) in position.authors.sorted(by: { $0.key < $1.key }) {
      try self.replica(replica)
      bytes.unsigned(author.sequence)
      bytes.unsigned(position.sequence - author.place)
      bytes.unsigned((position.sequence - author.seen) << 1 | (author.isExact ? 1 : 0))
    }
  }
}

extension RowReader {
  /// See ``RowWriter/authors(of:)``.
  mutating func authors(at place: UInt64) throws -> [ReplicaID: LogAuthor] {
    var authors: [ReplicaID: LogAuthor] = [:]
    for _ in 0..<(try bytes.count("authors", limit: bytes.remaining)) {
      let replica = try replica()
      var author = LogAuthor(sequence: try bytes.sequence(), chain: [])
      author.place = try back(from: place, try bytes.unsigned())
      let seen = try bytes.unsigned()
      author.seen = try back(from: place, seen >> 1)
      author.isExact = seen & 1 == 1
      authors[replica] = author
    }
    return authors
  }

  private func back(from place: UInt64, _ distance: UInt64) throws(ProtocolError) -> UInt64 {
    guard distance <= place else { throw .invalid(what: "place", at: bytes.position) }
    return place - distance
  }
}

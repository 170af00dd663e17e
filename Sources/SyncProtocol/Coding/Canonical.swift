package import SyncCore

/// The one byte form of changes and values that hashes and stores are made of.
///
/// Whole identifiers, names as text, absolute counts and times, everything sorted, every number in
/// its shortest form. What decodes re-encodes to the same bytes; everything else is refused.
/// Encoding is total: what decoding would refuse (a text with U+0000, a group within a group)
/// encodes to bytes that decoding refuses. ``checked(_:)`` finds that out before a local write.
package enum Canonical {
  /// The first byte of every canonical change.
  package static let version: UInt8 = 1

  package static func encode(_ change: Change) -> [UInt8] {
    var writer = ByteWriter()
    writer.change(change)
    return writer.bytes
  }

  package static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> Change {
    guard bytes.count <= Limits.changeBytes else {
      throw .tooLarge(
        what: "change", size: UInt64(bytes.count), limit: UInt64(Limits.changeBytes))
    }
    var reader = ByteReader(bytes)
    let change = try reader.change()
    try reader.finish()
    return change
  }

  /// The canonical bytes of a change that every other replica will accept.
  ///
  /// - Throws: what decoding those bytes would throw, where a limit or a rule of the form is broken.
  package static func checked(_ change: Change) throws(ProtocolError) -> [UInt8] {
    let bytes = encode(change)
    _ = try decode(bytes)
    return bytes
  }
}

extension ByteWriter {
  fileprivate mutating func change(_ change: Change) {
    byte(Canonical.version)
    dot(change.dot)
    dots(change.dependencies)
    unsigned(change.time.rawValue)
    text(change.actor)
    signed(change.clockOffset)
    byte(change.intent.rawValue)
    byte(change.note == nil ? 0 : 1)
    if let note = change.note { text(note) }
    count(change.writes.count)
    for write in change.writes { self.write(write) }
    extensions(of: change)
  }

  private mutating func write(_ write: Write) {
    text(write.key.kind)
    recordID(write.key.id)
    text(write.field)
    dots(write.supersedes)
    value(write.value)
    base(write.base)
  }
}

extension ByteReader {
  fileprivate mutating func change() throws(ProtocolError) -> Change {
    let version = try byte()
    guard version == Canonical.version else { throw .unsupportedVersion(version) }
    let dot = try dot()
    let dependencies = try dependencies()
    let time = HybridTime(rawValue: try unsigned())
    let actor = try text("actor", limit: Limits.nameBytes)
    let clockOffset = try signed()
    let intent = Intent(rawValue: try byte())
    let note = try flag("note") ? try text("note", limit: Limits.textBytes) : nil
    let writes = try writes()
    let (origin, extensions) = try extensions()
    return Change(
      dot: dot, dependencies: dependencies, time: time, actor: actor, clockOffset: clockOffset,
      intent: intent, note: note, origin: origin, writes: writes, extensions: extensions)
  }

  /// One entry for each replica, ascending.
  private mutating func dependencies() throws(ProtocolError) -> [Dot] {
    let start = position
    let dots = try dots(limit: Limits.replicas)
    for (left, right) in zip(dots, dots.dropFirst()) where left.replica == right.replica {
      throw .invalid(what: "two dependencies on one replica", at: start)
    }
    return dots
  }

  private mutating func writes() throws(ProtocolError) -> [Write] {
    let count = try count("writes", limit: Limits.writesPerChange)
    var writes: [Write] = []
    for _ in 0..<count {
      let start = position
      let write = try write()
      if let last = writes.last, (last.key, last.field) >= (write.key, write.field) {
        throw .invalid(what: "order of writes", at: start)
      }
      writes.append(write)
    }
    try writes.checkHunks()
    return writes
  }

  private mutating func write() throws(ProtocolError) -> Write {
    let kind = try name("kind")
    let key = RecordKey(kind, try recordID())
    let field = try name("field")
    let supersedes = try dots(limit: Limits.dotsPerCell)
    let start = position
    let value = try value()
    guard value.isAllowed(over: supersedes) else {
      throw .invalid(what: "base of a patch", at: start)
    }
    return Write(key, field, supersedes: supersedes, value: value, base: try base())
  }
}

internal import SyncCore

extension Origin {
  /// The key of the extension that carries an origin.
  fileprivate static let extensionKey: UInt64 = 1

  fileprivate var payload: [UInt8] {
    var writer = ByteWriter()
    writer.dot(dot)
    writer.raw(hash)
    writer.text(actor)
    writer.unsigned(time.rawValue)
    return writer.bytes
  }
}

extension Change {
  /// Whether extensions are to be written.
  var isExtended: Bool { origin != nil || !extensions.isEmpty }
}

extension ByteWriter {
  /// What a change adds, its origin among it, ascending by key.
  mutating func extensions(of change: Change) {
    var all = change.extensions
    if let origin = change.origin {
      all.append(ChangeExtension(key: Origin.extensionKey, payload: origin.payload))
      all.sort { $0.key < $1.key }
    }
    count(all.count)
    for addition in all {
      unsigned(addition.key)
      counted(addition.payload)
    }
  }
}

extension ByteReader {
  mutating func extensions() throws(ProtocolError) -> (Origin?, [ChangeExtension]) {
    let count = try count("extensions", limit: Limits.extensions)
    var origin: Origin?
    var extensions: [ChangeExtension] = []
    var last: UInt64?
    for _ in 0..<count {
      let start = position
      let key = try number("extension key")
      if let last, last >= key { throw .invalid(what: "order of extensions", at: start) }
      last = key
      if key == Origin.extensionKey {
        origin = try self.origin()
      } else {
        let payload = try counted("extension", limit: Limits.textBytes)
        extensions.append(ChangeExtension(key: key, payload: payload))
      }
    }
    return (origin, extensions)
  }

  private mutating func origin() throws(ProtocolError) -> Origin {
    let length = try count("extension", limit: Limits.textBytes)
    let start = position
    let dot = try dot()
    let hash = Array(try raw(DomainHash.byteCount))
    let actor = try text("actor", limit: Limits.nameBytes)
    let time = HybridTime(rawValue: try unsigned())
    guard position - start == length else { throw .invalid(what: "origin", at: start) }
    return Origin(dot: dot, hash: hash, actor: actor, time: time)
  }
}

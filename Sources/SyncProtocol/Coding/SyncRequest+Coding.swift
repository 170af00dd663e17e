internal import SyncCore

/// The bits of the byte behind a request's frame head; what is left out has its usual value.
private enum RequestFlags {
  /// The cursors are those of the whole list.
  static let allCursors: UInt8 = 1 << 0
  static let registrations: UInt8 = 1 << 1
  static let pushes: UInt8 = 1 << 2
  static let chunks: UInt8 = 1 << 3
  /// The wait is not 0.
  static let wait: UInt8 = 1 << 4
  /// The most bytes of an answer are not ``Limits/defaultAnswerBytes``.
  static let maximumBytes: UInt8 = 1 << 5
  static let signature: UInt8 = 1 << 6
  /// What a newer program adds.
  static let extensions: UInt8 = 1 << 7
}

/// The lower bits of the number that says where a push goes.
private enum TargetBits {
  /// An index into the request's registrations, not an ordinal of the list.
  static let registered: UInt64 = 1 << 0
  /// A proof of the run's author follows.
  static let proof: UInt64 = 1 << 1
  static let count: UInt64 = 2
}

extension SyncRequest {
  package func encode() -> [UInt8] {
    var writer = Frame.writer(.request)
    let flags = flags
    writer.byte(flags)
    writer.unsigned(listVersion)
    switch cursors {
    case .all(let cursors):
      writer.count(cursors.count)
      writer.raw(BitPacking.encode(cursors))
    case .checked(let cursors):
      writer.count(cursors.count)
      for cursor in cursors {
        writer.unsigned(cursor.ordinal)
        writer.unsigned(cursor.cursor)
        writer.raw(cursor.history)
      }
    }
    if flags & RequestFlags.registrations != 0 { writer.registrations(registrations) }
    if flags & RequestFlags.pushes != 0 { writer.pushes(pushes) }
    if flags & RequestFlags.chunks != 0 { writer.chunkRequests(chunks) }
    if flags & RequestFlags.wait != 0 { writer.unsigned(waitMilliseconds) }
    if flags & RequestFlags.maximumBytes != 0 { writer.unsigned(maximumBytes) }
    if let signature {
      writer.raw(signature.salt)
      writer.raw(signature.signature)
    }
    return writer.bytes
  }

  private var flags: UInt8 {
    var flags: UInt8 = 0
    if case .all = cursors { flags |= RequestFlags.allCursors }
    if !registrations.isEmpty { flags |= RequestFlags.registrations }
    if !pushes.isEmpty { flags |= RequestFlags.pushes }
    if !chunks.isEmpty { flags |= RequestFlags.chunks }
    if waitMilliseconds != 0 { flags |= RequestFlags.wait }
    if maximumBytes != Limits.defaultAnswerBytes { flags |= RequestFlags.maximumBytes }
    if signature != nil { flags |= RequestFlags.signature }
    return flags
  }

  package static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> SyncRequest {
    var reader = try Frame.reader(bytes, .request)
    let flags = try reader.byte()
    func has(_ flag: UInt8) -> Bool { flags & flag != 0 }
    let listVersion = try reader.number("list version")
    let cursors = try reader.cursors(isAll: has(RequestFlags.allCursors))
    let registrations = has(RequestFlags.registrations) ? try reader.registrations() : []
    let pushes =
      has(RequestFlags.pushes) ? try reader.pushes(registrations: registrations.count) : []
    let chunks = has(RequestFlags.chunks) ? try reader.chunkRequests() : []
    let wait = has(RequestFlags.wait) ? try reader.number("wait") : 0
    let maximumBytes =
      has(RequestFlags.maximumBytes) ? try reader.number("bytes") : Limits.defaultAnswerBytes
    let signature = has(RequestFlags.signature) ? try reader.pushSignature() : nil
    if has(RequestFlags.extensions) { try reader.skipExtensions() }
    try reader.finish()
    return SyncRequest(
      listVersion: listVersion, cursors: cursors, registrations: registrations, pushes: pushes,
      chunks: chunks, waitMilliseconds: wait, maximumBytes: maximumBytes, signature: signature)
  }
}

extension ByteWriter {
  fileprivate mutating func registrations(_ registrations: [SpaceRegistration]) {
    count(registrations.count)
    for registration in registrations {
      raw(registration.space.bytes)
      byte(registration.kind.rawValue)
      raw(registration.nonce)
    }
  }

  fileprivate mutating func pushes(_ pushes: [Push]) {
    count(pushes.count)
    var signings = SigningPlaces()
    for push in pushes {
      target(of: push)
      if let proof = push.proof { self.proof(proof, &signings) }
      counted(push.batch)
    }
  }

  fileprivate mutating func chunkRequests(_ chunks: [ChunkRequest]) {
    count(chunks.count)
    for chunk in chunks {
      unsigned(chunk.ordinal)
      unsigned(chunk.snapshot)
      unsigned(chunk.index)
    }
  }

  /// A place of the list or of the registrations, with two bits that say which and what follows.
  private mutating func target(of push: Push) {
    let proof = push.proof == nil ? 0 : TargetBits.proof
    switch push.target {
    case .listed(let ordinal): unsigned(ordinal << TargetBits.count | proof)
    case .registered(let index):
      unsigned(UInt64(clamping: index) << TargetBits.count | TargetBits.registered | proof)
    }
  }
}

extension ByteReader {
  fileprivate mutating func cursors(isAll: Bool) throws(ProtocolError) -> SyncRequest.Cursors {
    let count = try count("cursors", limit: Limits.spacesPerMessage)
    if isAll { return .all(try BitPacking.decode(count, from: &self)) }
    var cursors: [SpaceCursor] = []
    for _ in 0..<count {
      let ordinal = try number("ordinal")
      let cursor = try number("cursor")
      let history = try historyPrefix()
      cursors.append(SpaceCursor(ordinal: ordinal, cursor: cursor, history: history))
    }
    return .checked(cursors)
  }

  fileprivate mutating func registrations() throws(ProtocolError) -> [SpaceRegistration] {
    let count = try count("registrations", limit: Limits.itemsPerMessage)
    var registrations: [SpaceRegistration] = []
    for _ in 0..<count {
      let space = try space()
      let kind = try spaceKind()
      let nonce = Array(try raw(SpaceRegistration.nonceByteCount))
      registrations.append(SpaceRegistration(space: space, kind: kind, nonce: nonce))
    }
    return registrations
  }

  fileprivate mutating func pushes(registrations: Int) throws(ProtocolError) -> [Push] {
    let count = try count("pushes", limit: Limits.itemsPerMessage)
    var pushes: [Push] = []
    var signings: [RunSigning] = []
    for _ in 0..<count {
      let (target, hasProof) = try target(registrations: registrations)
      let proof = hasProof ? try proof(&signings) : nil
      let batch = try counted("block", limit: Limits.bodyBytes)
      pushes.append(Push(target: target, batch: batch, proof: proof))
    }
    return pushes
  }

  fileprivate mutating func chunkRequests() throws(ProtocolError) -> [ChunkRequest] {
    let count = try count("chunks", limit: Limits.chunks)
    var chunks: [ChunkRequest] = []
    for _ in 0..<count {
      let ordinal = try number("ordinal")
      let snapshot = try number("snapshot")
      chunks.append(
        ChunkRequest(ordinal: ordinal, snapshot: snapshot, index: try number("chunk")))
    }
    return chunks
  }

  fileprivate mutating func pushSignature() throws(ProtocolError) -> PushSignature {
    let salt = Array(try raw(PushSignature.saltByteCount))
    return PushSignature(
      salt: salt, signature: Array(try raw(PushSignature.signatureByteCount)))
  }

  /// A target, given how many registrations there are, and whether a proof follows.
  private mutating func target(
    registrations: Int
  ) throws(ProtocolError) -> (target: SpaceTarget, hasProof: Bool) {
    let code = try unsigned()
    let place = code >> TargetBits.count
    let hasProof = code & TargetBits.proof != 0
    if code & TargetBits.registered == 0 { return (.listed(place), hasProof) }
    guard place < UInt64(registrations) else {
      throw .unknownName(what: "registration", number: place)
    }
    return (.registered(Int(place)), hasProof)
  }

  /// The first bytes of a history's hash.
  mutating func historyPrefix() throws(ProtocolError) -> [UInt8] {
    Array(try raw(HistoryHash.prefixByteCount))
  }

  mutating func spaceKind() throws(ProtocolError) -> SpaceKind {
    let start = position
    guard let kind = SpaceKind(rawValue: try byte()) else {
      throw .invalid(what: "kind of space", at: start)
    }
    return kind
  }
}

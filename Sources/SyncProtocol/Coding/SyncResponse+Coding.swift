internal import SyncCore

/// The bits of the byte behind a response's frame head.
private enum ResponseFlags {
  static let hasMore: UInt8 = 1 << 0
  static let list: UInt8 = 1 << 1
  static let acknowledgements: UInt8 = 1 << 2
  static let updates: UInt8 = 1 << 3
  /// The digest of the hub's history at the request's cursors.
  static let history: UInt8 = 1 << 4
  /// The list is the whole one, also where it is empty.
  static let wholeList: UInt8 = 1 << 5
  /// What a newer program adds.
  static let extensions: UInt8 = 1 << 7
  static let reserved: UInt8 = 0b0100_0000
}

extension SyncResponse {
  package func encode() -> [UInt8] {
    var writer = Frame.writer(.response)
    var flags: UInt8 = 0
    if hasMore { flags |= ResponseFlags.hasMore }
    if !list.isEmpty { flags |= ResponseFlags.list }
    if !acknowledgements.isEmpty { flags |= ResponseFlags.acknowledgements }
    if !updates.isEmpty { flags |= ResponseFlags.updates }
    if history != nil { flags |= ResponseFlags.history }
    if isWholeList { flags |= ResponseFlags.wholeList }
    writer.byte(flags)
    writer.unsigned(hubMilliseconds)
    writer.fixed64(lineage.id)
    writer.unsigned(lineage.generation)
    writer.unsigned(listVersion)
    if let history { writer.raw(history) }
    if !list.isEmpty { writer.list(list) }
    if !acknowledgements.isEmpty { writer.acknowledgements(acknowledgements) }
    if !updates.isEmpty { writer.updates(updates) }
    return FrameChecksum.appended(to: writer.bytes)
  }

  package static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> SyncResponse {
    _ = try Frame.reader(bytes, .response)
    var reader = try Frame.reader(try FrameChecksum.removed(from: bytes), .response)
    let start = reader.position
    let flags = try reader.byte()
    func has(_ flag: UInt8) -> Bool { flags & flag != 0 }
    if has(ResponseFlags.reserved) { throw .invalid(what: "flags", at: start) }
    let milliseconds = try reader.number("time")
    let lineageID = try reader.fixed64()
    let lineage = HubLineage(id: lineageID, generation: try reader.number("generation"))
    let listVersion = try reader.number("list version")
    let history = has(ResponseFlags.history) ? try reader.historyPrefix() : nil
    let list = has(ResponseFlags.list) ? try reader.list() : []
    let acknowledgements =
      has(ResponseFlags.acknowledgements) ? try reader.acknowledgements() : []
    let updates = has(ResponseFlags.updates) ? try reader.updates() : []
    if has(ResponseFlags.extensions) { try reader.skipExtensions() }
    try reader.finish()
    return SyncResponse(
      hubMilliseconds: milliseconds, lineage: lineage, listVersion: listVersion, list: list,
      acknowledgements: acknowledgements, updates: updates, hasMore: has(ResponseFlags.hasMore),
      history: history, isWholeList: has(ResponseFlags.wholeList))
  }
}

extension ByteWriter {
  fileprivate mutating func list(_ list: [ListEntry]) {
    count(list.count)
    for entry in list {
      unsigned(entry.ordinal)
      raw(entry.space.bytes)
      byte(entry.kind.rawValue)
      byte(entry.role.rawValue)
    }
  }

  fileprivate mutating func acknowledgements(_ acknowledgements: [Acknowledgement]) {
    count(acknowledgements.count)
    for acknowledgement in acknowledgements {
      unsigned(acknowledgement.accepted)
      unsigned(acknowledgement.durable)
      result(acknowledgement.result)
      count(acknowledgement.recordOrdinals.count)
      for ordinal in acknowledgement.recordOrdinals { unsigned(ordinal) }
      count(acknowledgement.replicaNumbers.count)
      for number in acknowledgement.replicaNumbers { unsigned(number) }
    }
  }

  private mutating func result(_ result: PushResult) {
    switch result {
    case .accepted: byte(0)
    case .gap: byte(1)
    case .missing: byte(2)
    case .fork: byte(3)
    case .retry: byte(4)
    case .refused(let refusal):
      byte(5)
      byte(refusal.rawValue)
    }
  }

  fileprivate mutating func updates(_ updates: [SpaceUpdate]) {
    count(updates.count)
    var signings = SigningPlaces()
    for update in updates {
      unsigned(update.ordinal)
      switch update.content {
      case .changes(let changes): self.changes(changes, &signings)
      case .chunk(let chunk): self.chunk(chunk)
      case .rewound: byte(2)
      }
    }
  }

  private mutating func changes(_ changes: ChangesUpdate, _ signings: inout SigningPlaces) {
    byte(0)
    unsigned(changes.cursor)
    raw(changes.history)
    unsigned(changes.durable)
    counted(changes.batch)
    count(changes.proofs.count)
    for proof in changes.proofs { self.proof(proof, &signings) }
  }

  private mutating func chunk(_ chunk: ChunkUpdate) {
    byte(1)
    unsigned(chunk.snapshot)
    raw(chunk.history)
    unsigned(chunk.index)
    unsigned(chunk.count)
    counted(chunk.block)
  }
}

extension ByteReader {
  fileprivate mutating func list() throws(ProtocolError) -> [ListEntry] {
    let count = try count("list", limit: Limits.spacesPerMessage)
    var list: [ListEntry] = []
    for _ in 0..<count {
      let ordinal = try number("ordinal")
      let space = try space()
      let kind = try spaceKind()
      let start = position
      guard let role = SpaceRole(rawValue: try byte()) else {
        throw .invalid(what: "role", at: start)
      }
      list.append(ListEntry(ordinal: ordinal, space: space, kind: kind, role: role))
    }
    return list
  }

  fileprivate mutating func acknowledgements() throws(ProtocolError) -> [Acknowledgement] {
    let count = try count("acknowledgements", limit: Limits.itemsPerMessage)
    var acknowledgements: [Acknowledgement] = []
    for _ in 0..<count {
      let accepted = try number("accepted")
      let durable = try number("durable")
      let result = try pushResult()
      let records = try numbers("records", limit: Limits.entriesPerBlock)
      let replicas = try numbers("replicas", limit: Limits.replicas)
      acknowledgements.append(
        Acknowledgement(
          accepted: accepted, durable: durable, result: result, recordOrdinals: records,
          replicaNumbers: replicas))
    }
    return acknowledgements
  }

  private mutating func numbers(
    _ what: String, limit: Int
  ) throws(ProtocolError) -> [UInt64] {
    let count = try count(what, limit: limit)
    var numbers: [UInt64] = []
    for _ in 0..<count { numbers.append(try number(what)) }
    return numbers
  }

  private mutating func pushResult() throws(ProtocolError) -> PushResult {
    let start = position
    switch try byte() {
    case 0: return .accepted
    case 1: return .gap
    case 2: return .missing
    case 3: return .fork
    case 4: return .retry
    case 5:
      guard let refusal = Refusal(rawValue: try byte()) else {
        throw .invalid(what: "reason of a refusal", at: start + 1)
      }
      return .refused(refusal)
    default: throw .invalid(what: "result of a push", at: start)
    }
  }

  fileprivate mutating func updates() throws(ProtocolError) -> [SpaceUpdate] {
    let count = try count("updates", limit: Limits.itemsPerMessage)
    var updates: [SpaceUpdate] = []
    var signings: [RunSigning] = []
    for _ in 0..<count {
      let ordinal = try number("ordinal")
      updates.append(SpaceUpdate(ordinal: ordinal, content: try updateContent(&signings)))
    }
    return updates
  }

  private mutating func updateContent(
    _ signings: inout [RunSigning]
  ) throws(ProtocolError) -> UpdateContent {
    let start = position
    switch try byte() {
    case 0: return .changes(try changes(&signings))
    case 1: return .chunk(try chunk(at: start))
    case 2: return .rewound
    default: throw .invalid(what: "kind of update", at: start)
    }
  }

  private mutating func changes(
    _ signings: inout [RunSigning]
  ) throws(ProtocolError) -> ChangesUpdate {
    let cursor = try number("cursor")
    let history = try historyPrefix()
    let durable = try number("durable")
    let batch = try counted("block", limit: Limits.bodyBytes)
    let count = try count("proofs", limit: Limits.itemsPerMessage)
    var proofs: [RunProof] = []
    for _ in 0..<count { proofs.append(try proof(&signings)) }
    return ChangesUpdate(
      cursor: cursor, history: history, durable: durable, batch: batch, proofs: proofs)
  }

  private mutating func chunk(at start: Int) throws(ProtocolError) -> ChunkUpdate {
    let snapshot = try number("snapshot")
    let history = try historyPrefix()
    let index = try number("chunk")
    let total = try count("chunks", limit: Limits.chunks)
    guard index < UInt64(total) else { throw .invalid(what: "chunk", at: start) }
    let block = try counted("block", limit: Limits.bodyBytes)
    return ChunkUpdate(
      snapshot: snapshot, history: history, index: index, count: UInt64(total), block: block)
  }
}

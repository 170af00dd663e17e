import SyncCore
import SyncProtocol

extension Sampler {
  mutating func write(_ key: RecordKey, _ field: Text) -> Write {
    let supersedes = dots(0...9)
    let value = value(over: supersedes)
    var base = isOneOf(2) ? base() : nil
    if let drawn = base, let shown = supersedes.first, isOneOf(2) {
      var before = drawn.value
      if case .group(let group) = value, isOneOf(2) {
        before = .group(group.replacing(["name": scalar(), "x": .null]))
      }
      base = Base(dot: shown, time: drawn.time, value: before)
    }
    return Write(key, field, supersedes: supersedes, value: value, base: base)
  }

  mutating func change(_ dot: Dot, actor: Text? = nil) -> Change {
    var writes: [RecordKey: [Text: Write]] = [:]
    for _ in 0..<integer(0...4) {
      let (key, field) = (key(), name())
      writes[key, default: [:]][field] = write(key, field)
    }
    var extensions: [UInt64: ChangeExtension] = [:]
    for _ in 0..<(isOneOf(6) ? 2 : 0) {
      let key = max(number(), 2)
      extensions[key] = ChangeExtension(key: key, payload: bytes(integer(0...9)))
    }
    return Change(
      dot: dot, dependencies: isOneOf(3) ? vector().entries : [], time: time(),
      actor: actor ?? user(), clockOffset: isOneOf(9) ? .min : Int64(integer(-9_000...9_000)),
      intent: isOneOf(4) ? Intent(rawValue: UInt8(integer(0...255))) : .edit,
      note: isOneOf(4) ? text() : nil, origin: isOneOf(4) ? origin() : nil,
      writes: writes.values.flatMap(\.values),
      extensions: Array(extensions.values))
  }

  mutating func origin() -> Origin {
    Origin(dot: dot(), hash: bytes(32), actor: user(), time: time())
  }

  mutating func run() -> ChangeRun {
    let replica = replica()
    let first = isOneOf(5) ? Limits.number - 20 : UInt64(integer(1...300))
    var changes: [Change] = []
    for index in 0..<UInt64(integer(1...6)) {
      let change = change(Dot(replica, first + index), actor: isOneOf(5) ? nil : "eero")
      changes.append(answering(change, last: changes.last))
    }
    return ChangeRun(replica: replica, chainPrefix: bytes(8), changes: changes)
  }

  /// Now and then an edit of a cell that the change before wrote, with one of the usual bases.
  private mutating func answering(_ change: Change, last: Change?) -> Change {
    guard let last, let shown = last.writes.first, isOneOf(2) else { return change }
    let isPlain =
      switch shown.value {
      case .prose, .absent: false;
      default: true
      }
    let base =
      isPlain && isOneOf(2)
      ? Base(dot: last.dot, time: last.time, value: shown.value) : shown.base
    return Change(
      dot: change.dot, dependencies: [], time: change.time, actor: change.actor,
      clockOffset: change.clockOffset, intent: .edit,
      writes: [
        Write(
          shown.key, shown.field, supersedes: [last.dot], value: value(over: [last.dot]),
          base: base)
      ])
  }

  mutating func batch() -> ChangeBatch {
    ChangeBatch(runs: (0..<integer(0...4)).map { _ in run() })
  }

  mutating func stamp() -> Stamp {
    Stamp(time: time(), actor: user(), clockOffset: Int64(integer(-3...3)))
  }

  mutating func snapshotPart() -> SnapshotPart {
    var part = SnapshotPart()
    for index in 0..<integer(0...3) {
      part.heads.append(
        SnapshotHead(
          replica: ReplicaID(rawValue: UInt64(index)), number: number(),
          head: AuthorHead(sequence: number(), chain: bytes(32), clock: vector())))
    }
    var records: [RecordKey: Record] = [:]
    for _ in 0..<integer(0...9) {
      var record = Record(key())
      let main = dot()
      for _ in 0..<integer(0...5) {
        record.cells[name()] = isOneOf(3) ? cell() : Cell([Sibling(dot: main, value: value())])
      }
      if isOneOf(9) { record.cells["life"] = Cell() }
      records[record.key] = record
    }
    var ordinal: UInt64 = 0
    for record in records.values.sorted(by: { $0.key.id < $1.key.id }) {
      ordinal += UInt64(integer(1...300))
      part.records.append(SnapshotRecord(ordinal: ordinal, record: record))
      for sibling in record.cells.values.flatMap({ $0.siblings + $0.past }) where !isOneOf(9) {
        part.stamps[sibling.dot] = stamp()
      }
    }
    for _ in 0..<integer(0...2) { part.clocks[dot()] = vector() }
    for _ in 0..<integer(0...2) {
      part.spines.append(
        SnapshotSpine(
          replica: dot().replica, from: UInt64(integer(1...1_000)),
          prefixes: (0..<integer(1...4)).map { _ in bytes(8) }))
      part.rewritings.append(KnownRewriting(origin: dot(), hash: bytes(32), dot: dot()))
    }
    return part
  }

  mutating func target(registrations: Int) -> SpaceTarget {
    registrations > 0 && isOneOf(2)
      ? .registered(integer(0...registrations - 1)) : .listed(number() >> 2)
  }

  mutating func request() -> SyncRequest {
    let cursors = (0..<integer(0...40)).map { _ in number() }
    let registrations = (0..<integer(0...2)).map { _ in
      SpaceRegistration(
        space: space(), kind: element(SpaceKind.allCases),
        nonce: bytes(SpaceRegistration.nonceByteCount))
    }
    let pushes = (0..<integer(0...3)).map { _ in
      Push(
        target: target(registrations: registrations.count), batch: bytes(integer(0...30)),
        proof: isOneOf(3) ? proof() : nil)
    }
    let chunks = (0..<integer(0...3)).map { _ in
      ChunkRequest(ordinal: number(), snapshot: number(), index: number())
    }
    let signature = PushSignature(
      salt: bytes(PushSignature.saltByteCount), signature: bytes(PushSignature.signatureByteCount))
    return SyncRequest(
      listVersion: number(),
      cursors: isOneOf(2)
        ? .all(cursors)
        : .checked(
          cursors.map { SpaceCursor(ordinal: $0, cursor: number(), history: bytes(8)) }),
      registrations: registrations, pushes: pushes, chunks: chunks, waitMilliseconds: number(),
      maximumBytes: isOneOf(2) ? Limits.defaultAnswerBytes : number(),
      signature: isOneOf(2) ? signature : nil)
  }

  mutating func response() -> SyncResponse {
    let list = (0..<integer(0...3)).map { _ in
      ListEntry(
        ordinal: number(), space: space(), kind: element(SpaceKind.allCases),
        role: element(SpaceRole.allCases))
    }
    let results: [PushResult] =
      [.accepted, .gap, .missing, .fork, .retry] + Refusal.allCases.map(PushResult.refused)
    let acknowledgements = (0..<integer(0...3)).map { _ in
      Acknowledgement(
        accepted: number(), durable: number(), result: element(results),
        recordOrdinals: (0..<integer(0...3)).map { _ in number() },
        replicaNumbers: (0..<integer(0...3)).map { _ in number() })
    }
    let updates = (0..<integer(0...3)).map { _ in
      SpaceUpdate(ordinal: number(), content: updateContent())
    }
    return SyncResponse(
      hubMilliseconds: number(), lineage: HubLineage(id: UInt64(integer(0...9)), generation: 4),
      listVersion: number(), list: list, acknowledgements: acknowledgements, updates: updates,
      hasMore: isOneOf(2), history: isOneOf(2) ? bytes(8) : nil)
  }

  private mutating func updateContent() -> UpdateContent {
    switch integer(0...2) {
    case 0:
      .changes(
        ChangesUpdate(
          cursor: number(), history: bytes(8), durable: number(), batch: bytes(integer(0...30)),
          proofs: (0..<integer(0...2)).map { _ in proof() }))
    case 1:
      .chunk(
        ChunkUpdate(
          snapshot: number(), history: bytes(8), index: 2, count: 9, block: bytes(integer(0...30))))
    default: .rewound
    }
  }

  mutating func proof() -> RunProof {
    let (from, to) = (sequence(), sequence())
    return RunProof(
      replica: replica(), from: min(from, to), to: max(from, to), salt: bytes(16),
      signing: RunSigning(
        publicKey: bytes(32), runHashes: (0..<integer(1...3)).map { _ in bytes(32) },
        signature: bytes(64)))
  }
}

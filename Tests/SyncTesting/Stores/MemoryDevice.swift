package import SyncCore
package import SyncProtocol
package import SyncSession

/// A device's store in memory: what the SQLite store does, with dictionaries.
package final class MemoryDevice: DeviceReplica {
  /// Who a device is.
  package struct Identity: Sendable {
    /// The first id under which it writes.
    package let replica: ReplicaID
    package let user: Text
    package let key: DeviceKey

    package init(replica: ReplicaID, user: Text, key: DeviceKey) {
      self.replica = replica
      self.user = user
      self.key = key
    }
  }

  package let identity: Identity
  package private(set) var incarnation: MemoryIncarnation
  package private(set) var spaces: [SpaceID: MemoryDeviceSpace] = [:]
  package private(set) var listVersion: UInt64 = 0
  package private(set) var lineage: HubLineage?
  /// What is taken off the wall clock, in milliseconds.
  package private(set) var clockOffset: Int64 = 0
  /// When the program dies next over a call; nil where it does not.
  package var crash: MemoryCrash?
  /// Where the device lies now; nil where nobody looks.
  package var place: FileFingerprint? {
    didSet { if incarnation.knownPlace == nil { incarnation.knownPlace = place } }
  }
  /// What counts its changes outside of it; nil where nothing does.
  package var lease: MemoryLease?
  /// Where new ids come from.
  package var fresh: () -> ReplicaID
  private var isTrusted = false
  private var clock = HybridClock()
  private let wall: () -> Int64
  private let planted: PlantedFault?

  /// A device without spaces; `wall` is its wall clock, in milliseconds since 1970.
  ///
  /// Without `fresh` its ids follow from each other, which no two copies of a device may do.
  package init(
    _ identity: Identity, planted: PlantedFault? = nil, fresh: (() -> ReplicaID)? = nil,
    wall: @escaping () -> Int64
  ) {
    self.identity = identity
    self.planted = planted
    self.wall = wall
    incarnation = MemoryIncarnation(identity.replica)
    var last = identity.replica.rawValue
    self.fresh =
      fresh
      ?? {
        last += 1 << 8
        return ReplicaID(rawValue: last)
      }
  }

  /// Another device with the same state: at the same place, with the same lease and source of ids,
  /// and with the same clock unless it gets one of its own.
  package func copy(wall: (() -> Int64)? = nil) -> MemoryDevice {
    let copy = MemoryDevice(identity, planted: planted, fresh: fresh, wall: wall ?? self.wall)
    copy.incarnation = incarnation
    copy.spaces = spaces
    copy.listVersion = listVersion
    copy.lineage = lineage
    copy.clockOffset = clockOffset
    copy.clock = clock
    copy.place = place
    copy.lease = lease
    return copy
  }

  /// The id under which the device writes now.
  package var own: ReplicaID { incarnation.replica }

  private var correctedMilliseconds: Int64 { wall() - clockOffset }

  package func view() -> DeviceView {
    let ordered = spaces.values.sorted {
      ($0.ordinal ?? .max, $0.position) < ($1.ordinal ?? .max, $1.position)
    }
    return DeviceView(
      listVersion: listVersion, spaces: ordered.map { $0.view(own: incarnation.replicas) })
  }

  package func write<Result>(
    _ space: SpaceID, _ body: (MemoryDeviceLedger) throws -> Result
  ) throws -> Result {
    let ledger = try ledger(space)
    let result = try body(ledger)
    try commit(ledger, space)
    return result
  }

  /// The lease is written before the transaction commits, so that it is never behind.
  private func commit(_ ledger: MemoryDeviceLedger, _ space: SpaceID) throws {
    var next = ledger.incarnation
    if next.replica != incarnation.replica { next.knownPlace = place }
    if next.counted > 0, let lease {
      lease.counts[next.replica] = next.counted
      next.wasLeased = true
    }
    try crash?.pass(.commit)
    spaces[space] = ledger.state
    clock = ledger.clock
    incarnation = next
    try crash?.pass(.behindCommit)
  }

  /// Runs `body` on one state and writes nothing.
  package func read<Result>(
    _ space: SpaceID, _ body: (MemoryDeviceLedger) throws -> Result
  ) throws -> Result {
    try body(ledger(space))
  }

  package func write<Result>(
    _ space: SpaceID, making kind: SpaceKind, _ body: (MemoryDeviceLedger) throws -> Result
  ) throws -> Result {
    let made = MemoryDeviceSpace(
      content: MemorySpace(space, kind: kind), position: spaces.count, role: .none)
    let ledger = ledger(over: spaces[space] ?? made)
    let result = try body(ledger)
    try commit(ledger, space)
    return result
  }

  private func ledger(_ space: SpaceID) throws -> MemoryDeviceLedger {
    guard let state = spaces[space] else { throw MemoryStoreFault.unknownSpace(space) }
    return ledger(over: state)
  }

  private func ledger(over state: MemoryDeviceSpace) -> MemoryDeviceLedger {
    let ledger = MemoryDeviceLedger(
      state, of: incarnation, user: identity.user, clock: clock,
      correctedMilliseconds: correctedMilliseconds, fresh: fresh, planted: planted)
    ledger.onCall = { [unowned self] in try self.crash?.pass(.call) }
    return ledger
  }

  package func outbox(
    _ space: DeviceSpace, _ head: OutboxHead, limit: UInt64
  ) throws -> OutboxRun? {
    let ledger = try ledger(space.space)
    let isOwn = incarnation.replicas.contains(head.replica)
    let proof = isOwn ? nil : ledger.state.offerableProof(from: Dot(head.replica, head.from))
    if !isOwn, proof == nil { return nil }
    var entries: [LedgerEntry] = []
    var size: UInt64 = 0
    var next = Dot(head.replica, head.from)
    while let entry = ledger.content.log[next], next.sequence <= proof?.to ?? .max {
      size += UInt64(entry.canonical.count)
      let hasNeeds = !ledger.unaccepted(entry.change.dependencies).isEmpty
      guard entries.isEmpty || size <= limit && !hasNeeds || proof != nil else { break }
      entries.append(entry)
      next = Dot(head.replica, next.sequence + 1)
    }
    guard let last = entries.last,
      let before = ledger.state.chainBefore(Dot(head.replica, head.from)),
      proof == nil || last.head.sequence == proof?.to
    else { return nil }
    let run = ChangeRun(
      replica: head.replica, chainPrefix: HashChain.pushPrefix(before, history: space.history),
      changes: entries.map(\.change))
    return OutboxRun(
      run: run, encoded: try ChangeBatch(runs: [run]).encode(naming: ledger), chainBefore: before,
      chainAfter: last.head.chain, proof: proof,
      accepted: ledger.accepted(), confirmed: ledger.confirmed())
  }

  package func note(_ notice: HubNotice) throws {
    try crash?.pass(.commit)
    if let lineage, lineage.id == notice.lineage.id, lineage != notice.lineage {
      incarnation.events.append(
        IdentityEvent(
          at: correctedMilliseconds, kind: .hubRestored, count: notice.lineage.generation))
    }
    lineage = notice.lineage
    listVersion = notice.listVersion
    clockOffset = wall() - Int64(clamping: notice.hubMilliseconds)
    try unlist(notice)
    for entry in notice.list {
      var space =
        spaces[entry.space]
        ?? MemoryDeviceSpace(
          content: MemorySpace(entry.space, kind: entry.kind), position: spaces.count,
          role: entry.role)
      space.ordinal = entry.ordinal
      space.role = entry.role
      spaces[entry.space] = space
    }
    try crash?.pass(.behindCommit)
  }

  /// Takes the ordinals away that mean other spaces now, or none.
  private func unlist(_ notice: HubNotice) throws {
    let named = Dictionary(
      notice.list.map { ($0.ordinal, $0.space) }, uniquingKeysWith: { first, _ in first })
    for (id, space) in spaces {
      guard let ordinal = space.ordinal, named[ordinal] != id,
        notice.isWholeList || named[ordinal] != nil
      else { continue }
      if notice.list.contains(where: { $0.space == id }) { continue }
      let ledger = try ledger(id)
      try ledger.forgetHub()
      spaces[id] = ledger.state
      spaces[id]?.ordinal = nil
    }
  }
}

extension MemoryDevice {
  /// Makes a space that this device's key owns.
  package func createSpace(nonce: [UInt8], kind: SpaceKind = .account) -> SpaceID {
    let space = SpaceIdentity.space(publicKey: identity.key.publicKey, nonce: nonce)
    spaces[space] = MemoryDeviceSpace(
      content: MemorySpace(space, kind: kind), position: spaces.count, role: .manager,
      nonce: nonce)
    return space
  }

  /// Writes one change; the draft is made inside the transaction, nil where nothing is to be written.
  ///
  /// The first one after the device was made or copied takes a new id where the present one may not
  /// be this device's alone.
  @discardableResult
  package func commit(
    in space: SpaceID, as user: Text? = nil, _ build: (MemoryDeviceLedger) throws -> Draft?
  ) throws -> LedgerEntry? {
    let entry = try write(space) { ledger -> LedgerEntry? in
      guard let draft = try build(ledger), !draft.writes.isEmpty else { return nil }
      if !isTrusted, let reason = doubt.reason {
        try ledger.renewIdentity()
        try ledger.note(
          IdentityEvent(at: correctedMilliseconds, kind: reason, replica: ledger.own))
      }
      let author = Author(
        replica: ledger.own, user: user ?? identity.user, time: ledger.nextTime(),
        clockOffset: clockOffset)
      return try ledger.commit(draft, by: author)
    }
    if entry != nil { isTrusted = true }
    return entry
  }

  /// Whether the device may go on under its id.
  package var doubt: IdentityDoubt {
    let count = lease?.counts[own]
    return IdentityDoubt(
      knownFingerprint: incarnation.knownPlace, fingerprint: place,
      lease: count.map { .count($0) } ?? .missing,
      wasLeased: incarnation.wasLeased && lease != nil, counted: incarnation.counted)
  }

  /// Forgets the bodies of changes that the hub holds for good.
  package func forget(before milliseconds: Int64) {
    for (id, space) in spaces {
      spaces[id]?.content.forgetBodies {
        $0.time.milliseconds < milliseconds
          && $0.dot.sequence <= space.durableCounts[$0.dot.replica] ?? 0
          && $0.dot.sequence <= space.confirmed[$0.dot.replica] ?? 0
      }
    }
  }
}

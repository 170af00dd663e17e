package import SyncCore
package import SyncProtocol
package import SyncSession

/// A device's store in memory: what the SQLite store does, with dictionaries.
package final class MemoryDevice: DeviceReplica {
  /// Who a device is.
  package struct Identity: Sendable {
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
  package private(set) var spaces: [SpaceID: MemoryDeviceSpace] = [:]
  package private(set) var listVersion: UInt64 = 0
  package private(set) var lineage: HubLineage?
  /// What is taken off the wall clock, in milliseconds.
  package private(set) var clockOffset: Int64 = 0
  /// How many transactions succeed before one fails at its end; nil where none does.
  package var transactionsUntilCrash: Int?
  private var clock = HybridClock()
  private let wall: () -> Int64
  private let planted: PlantedFault?

  /// A device without spaces; `wall` is its wall clock, in milliseconds since 1970.
  package init(_ identity: Identity, planted: PlantedFault? = nil, wall: @escaping () -> Int64) {
    self.identity = identity
    self.planted = planted
    self.wall = wall
  }

  /// Another device with the same state.
  package func copy() -> MemoryDevice {
    let copy = MemoryDevice(identity, planted: planted, wall: wall)
    copy.spaces = spaces
    copy.listVersion = listVersion
    copy.lineage = lineage
    copy.clockOffset = clockOffset
    copy.clock = clock
    return copy
  }

  private var correctedMilliseconds: Int64 { wall() - clockOffset }

  package func view() -> DeviceView {
    let ordered = spaces.values.sorted {
      ($0.ordinal ?? .max, $0.position) < ($1.ordinal ?? .max, $1.position)
    }
    return DeviceView(
      listVersion: listVersion, spaces: ordered.map { $0.view(own: identity.replica) })
  }

  package func write<Result>(
    _ space: SpaceID, _ body: (MemoryDeviceLedger) throws -> Result
  ) throws -> Result {
    let ledger = try ledger(space)
    let result = try body(ledger)
    try crashIfDue()
    spaces[space] = ledger.state
    clock = ledger.clock
    return result
  }

  /// Runs `body` on one state and writes nothing.
  package func read<Result>(
    _ space: SpaceID, _ body: (MemoryDeviceLedger) throws -> Result
  ) throws -> Result {
    try body(ledger(space))
  }

  private func ledger(_ space: SpaceID) throws -> MemoryDeviceLedger {
    guard let state = spaces[space] else { throw MemoryStoreFault.unknownSpace(space) }
    return MemoryDeviceLedger(
      state, own: identity.replica, clock: clock, correctedMilliseconds: correctedMilliseconds,
      planted: planted)
  }

  private func crashIfDue() throws {
    guard let left = transactionsUntilCrash else { return }
    transactionsUntilCrash = left - 1
    if left <= 0 { throw MemoryStoreFault.crashed }
  }

  package func outbox(
    _ space: SpaceID, from sequence: UInt64, limit: UInt64
  ) throws -> OutboxRun? {
    let ledger = try ledger(space)
    let own = identity.replica
    var entries: [LedgerEntry] = []
    var size: UInt64 = 0
    while let entry = ledger.content.log[Dot(own, sequence + UInt64(entries.count))] {
      size += UInt64(entry.canonical.count)
      guard entries.isEmpty || size <= limit else { break }
      entries.append(entry)
    }
    guard let last = entries.last else { return nil }
    let seed = HashChain.seed(space: space, replica: own)
    let before =
      sequence == 1 ? seed : ledger.content.chain(after: Dot(own, sequence - 1)) ?? []
    let run = ChangeRun(
      replica: own, chainPrefix: HashChain.prefix(before), changes: entries.map(\.change))
    return OutboxRun(
      run: run, encoded: try ChangeBatch(runs: [run]).encode(naming: ledger), chainBefore: before,
      chainAfter: last.head.chain,
      hasMore: ledger.content.log[Dot(own, last.head.sequence + 1)] != nil)
  }

  package func note(_ notice: HubNotice) throws {
    try crashIfDue()
    lineage = notice.lineage
    listVersion = notice.listVersion
    clockOffset = wall() - Int64(clamping: notice.hubMilliseconds)
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
  @discardableResult
  package func commit(
    in space: SpaceID, as user: Text? = nil, _ build: (MemoryDeviceLedger) throws -> Draft?
  ) throws -> LedgerEntry? {
    try write(space) { ledger in
      guard let draft = try build(ledger), !draft.writes.isEmpty else { return nil }
      let author = Author(
        replica: identity.replica, user: user ?? identity.user, time: ledger.nextTime(),
        clockOffset: clockOffset)
      return try ledger.commit(draft, by: author)
    }
  }
}

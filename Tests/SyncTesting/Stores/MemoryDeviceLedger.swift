package import SyncCore
package import SyncProtocol
package import SyncSession

/// A device's transaction over one space.
package final class MemoryDeviceLedger: MemoryLedger, DeviceLedger {
  private var membership: MemoryDeviceSpace
  private(set) var clock: HybridClock
  private let own: ReplicaID
  private let correctedMilliseconds: Int64

  init(
    _ state: MemoryDeviceSpace, own: ReplicaID, clock: HybridClock, correctedMilliseconds: Int64,
    planted: PlantedFault?
  ) {
    membership = state
    self.own = own
    self.clock = clock
    self.correctedMilliseconds = correctedMilliseconds
    super.init(state.content, planted: planted)
  }

  /// The space as it is after the transaction.
  var state: MemoryDeviceSpace {
    var state = membership
    state.content = content
    return state
  }

  /// The count of own changes that the hub has accepted.
  package var accepted: UInt64 { membership.accepted }

  /// Whether a dot is an own change that the hub has not accepted.
  package func isPending(_ dot: Dot) -> Bool {
    dot.replica == own && dot.sequence > membership.accepted
  }

  func nextTime() -> HybridTime { clock.now(correctedMilliseconds: correctedMilliseconds) }

  package func receive(_ time: HybridTime) {
    clock.receive(time, correctedMilliseconds: correctedMilliseconds)
  }

  package func name(of record: RecordKey) -> WireName {
    MemoryNaming(numbers: membership.numbers, cursor: membership.cursor).name(of: record)
  }

  package func name(of replica: ReplicaID) -> WireName {
    MemoryNaming(numbers: membership.numbers, cursor: membership.cursor).name(of: replica)
  }

  package func record(number: UInt64) -> RecordKey? { membership.numbers.record(number) }
  package func replica(number: UInt64) -> ReplicaID? { membership.numbers.replica(number) }

  package func learn(records: [UInt64: RecordKey], replicas: [UInt64: ReplicaID]) {
    for (number, record) in records { membership.numbers.set(number, record: record) }
    for (number, replica) in replicas { membership.numbers.set(number, replica: replica) }
  }

  package func setCursor(_ cursor: UInt64) {
    membership.cursor = planted == .cursorPassesUnappliedChange ? cursor + 1 : cursor
  }

  package func acknowledge(accepted: UInt64, durable: UInt64, refusal: Refusal?) {
    let sequence = content.heads[own]?.sequence ?? 0
    let forgets = planted == .refusalEmptiesOutbox && refusal != nil
    membership.accepted = forgets ? sequence : min(accepted, sequence)
    membership.refusal = refusal
  }

  package func keep(_ chunk: SnapshotChunk) -> [[UInt8]]? {
    if planted != .mixesSnapshots {
      membership.chunks = membership.chunks.filter { $0.value.snapshot == chunk.snapshot }
    }
    membership.chunks[chunk.index] = chunk
    let blocks = (0..<chunk.count).compactMap { membership.chunks[$0]?.block }
    guard blocks.count == Int(chunk.count) else { return nil }
    membership.chunks = [:]
    return blocks
  }

  package func records() -> [Record] {
    planted == .joinDropsUnsentChanges ? [] : Array(content.records.values)
  }

  package func adopt(_ part: SnapshotPart) {
    for (dot, stamp) in part.stamps where content.log[dot] == nil { content.stamps[dot] = stamp }
    for (dot, clock) in part.clocks { content.clocks[dot] = clock }
    for entry in part.heads {
      let known = content.heads[entry.replica]?.sequence ?? 0
      guard known < entry.head.sequence || planted == .dropsHeadCheck else { continue }
      content.heads[entry.replica] = entry.head
      content.chains[Dot(entry.replica, entry.head.sequence)] = entry.head.chain
    }
  }
}

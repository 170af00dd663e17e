internal import SyncCore
internal import SyncProtocol

/// Reads the changes that a description announces in an order in which they can be applied.
struct CausalOrder<Ledger: BundleLedger> {
  /// How much of one author's log is read at once, in bytes of canonical form.
  private static var pageBytes: Int { 64 << 10 }

  /// One author's changes that are not written yet.
  private struct Queue {
    var page: ArraySlice<HeldChange> = []
    /// The chain's state before the page's first change.
    var chain: [UInt8]
    var next: UInt64
    let to: UInt64
  }

  private let ledger: Ledger
  private var queues: [ReplicaID: Queue] = [:]
  private let order: [ReplicaID]
  private var written: VersionVector
  private var current = 0

  init(_ description: BundleDescription, ledger: Ledger) {
    self.ledger = ledger
    written = VersionVector(description.authors.map { Dot($0.replica, $0.from) })
    order = description.authors.filter { !$0.runs.isEmpty }.map(\.replica)
    for author in description.authors where !author.runs.isEmpty {
      let seed = HashChain.seed(space: description.space, replica: author.replica)
      queues[author.replica] = Queue(
        chain: author.chain ?? seed, next: author.from + 1, to: author.to)
    }
  }

  /// As many changes as fit a block; nil where none is left.
  mutating func nextBatch() throws -> ChangeBatch? {
    var builder = RunBuilder()
    var bytes = 0
    var count = 0
    var writes = 0
    while let replica = try nextReady(), let held = queues[replica]?.page.first {
      bytes += held.byteCount
      count += 1
      writes += held.change.writes.count
      let fits =
        bytes <= Limits.bundleBlockBytes && count <= Limits.changesPerPush
        && writes <= Limits.writesPerChange
      guard count == 1 || fits else { break }
      builder.add(held.change, chainBefore: take(held, of: replica))
    }
    let runs = builder.finish()
    return runs.isEmpty ? nil : ChangeBatch(runs: runs)
  }

  /// Counts the author's next change as written; returns the chain's state before it.
  private mutating func take(_ held: HeldChange, of replica: ReplicaID) -> [UInt8] {
    let before = queues[replica]?.chain ?? []
    queues[replica]?.page.removeFirst()
    queues[replica]?.chain = held.chain
    queues[replica]?.next += 1
    written.insert(held.change.dot)
    return before
  }

  /// An author whose next change may follow, the last one where possible; nil when all is written.
  private mutating func nextReady() throws -> ReplicaID? {
    var isEmpty = true
    for step in 0..<order.count {
      let place = (current + step) % order.count
      let replica = order[place]
      guard let held = try first(of: replica) else { continue }
      isEmpty = false
      guard held.change.dependencies.allSatisfy(written.contains) else { continue }
      current = place
      return replica
    }
    if isEmpty { return nil }
    // Every dependency of an applied change is applied: a store that says otherwise is damaged.
    let stuck = order.first { queues[$0].map { $0.next <= $0.to } ?? false } ?? order[0]
    throw BundleRefusal.unknownChain(Dot(stuck, queues[stuck]?.next ?? 0))
  }

  private mutating func first(of replica: ReplicaID) throws -> HeldChange? {
    guard let queue = queues[replica], queue.next <= queue.to else { return nil }
    if let first = queue.page.first { return first }
    let page = try ledger.heldChanges(of: replica, after: queue.next - 1, limit: Self.pageBytes)
    guard let first = page.first else {
      throw BundleRefusal.unknownChain(Dot(replica, queue.next))
    }
    queues[replica]?.page = page[...]
    return first
  }
}

/// Puts changes together to runs: a new one wherever the author changes.
private struct RunBuilder {
  private var runs: [ChangeRun] = []
  private var prefix: [UInt8] = []
  private var changes: [Change] = []

  mutating func add(_ change: Change, chainBefore: [UInt8]) {
    if changes.last?.dot.replica != change.dot.replica {
      close()
      prefix = HashChain.prefix(chainBefore)
    }
    changes.append(change)
  }

  mutating func finish() -> [ChangeRun] {
    close()
    return runs
  }

  private mutating func close() {
    guard let first = changes.first else { return }
    runs.append(ChangeRun(replica: first.dot.replica, chainPrefix: prefix, changes: changes))
    changes = []
  }
}

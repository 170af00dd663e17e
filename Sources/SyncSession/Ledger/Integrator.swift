package import SyncCore
package import SyncProtocol

/// Applies changes of others, or own ones that come back, to one space.
///
/// It keeps the cells it touched until ``finish()``, so that a batch that writes one record many
/// times saves it once.
package struct Integrator<Ledger: SpaceLedger> {
  private let ledger: Ledger
  /// Whether a patch of a text version that is not here is turned down.
  private let requiresBases: Bool
  private var vector: VersionVector
  private var heads: [ReplicaID: AuthorHead] = [:]
  private var touched: [RecordKey: [Text: Cell]] = [:]
  /// The changes that were applied, in order, as far as nobody took them away.
  package private(set) var applied: [Change] = []
  /// What was applied now, or was applied already and is the same.
  package private(set) var confirmed = VersionVector()

  package init(ledger: Ledger, requiresBases: Bool = false) throws {
    self.ledger = ledger
    self.requiresBases = requiresBases
    vector = try ledger.vector()
  }

  /// Applies the runs in order and stops at the first change that cannot be applied.
  package mutating func integrate(_ batch: ChangeBatch) throws -> Integration {
    for run in batch.runs {
      for (index, change) in run.changes.enumerated() {
        let prefix = index == 0 ? run.chainPrefix : nil
        let outcome = try integrate(change, chainPrefix: prefix)
        guard outcome == .complete else { return outcome }
      }
    }
    return .complete
  }

  /// What was applied since the last call: a long import need not be kept to its end.
  package mutating func takeApplied() -> [Change] {
    defer { applied = [] }
    return applied
  }

  /// Saves the cells that were touched and ends the batch; returns their records in order.
  @discardableResult
  package mutating func finish() throws -> [RecordKey] {
    let records = touched.sorted { $0.key < $1.key }
    for (key, cells) in records { try ledger.save(cells, of: key) }
    touched = [:]
    try ledger.conclude()
    return records.map(\.key)
  }

  private mutating func integrate(_ change: Change, chainPrefix: [UInt8]?) throws -> Integration {
    let head = try head(of: change.dot.replica)
    switch change.admission(after: head, vector: vector) {
    case .duplicate:
      guard try isSame(change) else { return .fork(change.dot) }
      confirmed.insert(change.dot)
      return .complete
    case .gap(let expected): return .gap(change.dot.replica, expected: expected)
    case .missing(let dots): return .missing(dots)
    case .fork: return .fork(change.dot)
    case .invalid(let fault): return .invalid(change.dot, fault)
    case .ready: break
    }
    let previous = head?.chain ?? HashChain.seed(space: ledger.space, replica: change.dot.replica)
    #if MUTANTS
      let chainPrefix = Mutant.isPlanted(.chainNotChecked) ? nil : chainPrefix
    #endif
    if let chainPrefix, chainPrefix != Array(previous.prefix(chainPrefix.count)) {
      return .fork(change.dot)
    }
    if let patches = try patchesWithoutBase(after: change) {
      return .baseReleased(change.dot, patches: patches)
    }
    let entry = LedgerEntry(change: change, after: head, chain: previous)
    try ledger.append(entry)
    heads[change.dot.replica] = entry.head
    vector.insert(change.dot)
    for write in change.writes {
      var cell = try cell(write.key, write.field)
      cell.apply(write, dot: change.dot)
      touched[write.key, default: [:]][write.field] = cell
    }
    applied.append(change)
    confirmed.insert(change.dot)
    return .complete
  }

  private func cell(_ key: RecordKey, _ field: Text) throws -> Cell {
    try touched[key]?[field] ?? ledger.cell(key, field)
  }

  /// The patches that nobody could read after a change: its own, where their base is gone already, or
  /// those whose base it releases; nil where there are none.
  private func patchesWithoutBase(after change: Change) throws -> [Dot]? {
    var patches: [Dot] = []
    for write in change.writes {
      switch write.value {
      case .prose(.patch(let patch)) where requiresBases:
        let versions = try cell(write.key, write.field).versions
        if !versions.contains(where: { $0.dot == patch.base }) { patches.append(change.dot) }
      case .absent:
        let released = Set(write.supersedes)
        let versions = try cell(write.key, write.field).versions
        patches += versions.filter { version in
          guard !released.contains(version.dot), case .prose(.patch(let patch)) = version.value
          else { return false }
          return released.contains(patch.base)
        }.map(\.dot)
      default: continue
      }
    }
    return patches.isEmpty ? nil : patches
  }

  private mutating func head(of replica: ReplicaID) throws -> AuthorHead? {
    if let head = heads[replica] { return head }
    let head = try ledger.head(of: replica)
    heads[replica] = head
    return head
  }

  /// Whether an applied change with this dot has this hash.
  ///
  /// Where the chain before it is not kept any more, nothing contradicts it.
  private func isSame(_ change: Change) throws -> Bool {
    #if MUTANTS
      if Mutant.isPlanted(.forkTakenForDuplicate) { return true }
    #endif
    guard let known = try ledger.chain(after: change.dot) else { return true }
    let before: [UInt8]
    if change.dot.sequence == 1 {
      before = HashChain.seed(space: ledger.space, replica: change.dot.replica)
    } else {
      let previous = Dot(change.dot.replica, change.dot.sequence - 1)
      guard let chain = try ledger.chain(after: previous) else { return true }
      before = chain
    }
    return HashChain.next(after: before, canonical: Canonical.encode(change)) == known
  }
}

/// How far a batch got.
package enum Integration: Hashable, Sendable {
  case complete
  case gap(ReplicaID, expected: UInt64)
  case missing([Dot])
  case fork(Dot)
  case invalid(Dot, ChangeFault)
  /// A change is, or leaves behind, patches of a text version that is released.
  case baseReleased(Dot, patches: [Dot])
}

extension Cell {
  /// All versions of a text, live and past.
  var versions: [Sibling] { siblings + past }
}

extension LedgerEntry {
  /// The entry of a change that follows `head`, its author's last one.
  package init(change: Change, after head: AuthorHead?, chain previous: [UInt8]) {
    let canonical = Canonical.encode(change)
    self.init(
      change: change, canonical: canonical,
      head: AuthorHead(
        sequence: change.dot.sequence,
        chain: HashChain.next(after: previous, canonical: canonical),
        clock: change.clock(after: head?.clock ?? VersionVector())))
  }
}

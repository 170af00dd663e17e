internal import SyncCore
internal import SyncProtocol

/// What of a device's changes stays and what goes, where its history differs from the hub's.
struct RecoveryDivision {
  /// The first sequence of each replica that goes: its changes were forked, or nobody can offer them,
  /// or they depend on such changes.
  private(set) var cuts: [ReplicaID: UInt64] = [:]
  /// The sequences of each replica that the hub refuses for good, and why.
  private(set) var refusals: [ReplicaID: (sequences: ClosedRange<UInt64>, refusal: Refusal)] = [:]
  /// Changes that the hub is known to hold otherwise: the last of each snapshot's author whose chain differs.
  private(set) var contradicted: Set<Dot> = []
  /// The changes that go, where their bodies are held.
  private(set) var going: [Change] = []
  /// The changes that the hub lacks and that stay.
  private(set) var staying: [Change] = []

  var isClean: Bool { cuts.isEmpty }

  /// Whether a change goes.
  func cuts(_ dot: Dot) -> Bool { cuts[dot.replica].map { dot.sequence >= $0 } ?? false }

  /// Why a change that goes is not written again; nil where it is.
  func refusal(_ dot: Dot) -> Refusal? {
    refusals[dot.replica].flatMap { $0.sequences.contains(dot.sequence) ? $0.refusal : nil }
  }

  /// Compares what a ledger holds with the heads of a snapshot.
  init(_ ledger: some DeviceLedger, heads: [ReplicaID: AuthorHead]) throws {
    let mine = try ledger.vector()
    let accepted = try ledger.accepted()
    var floors: [Dot] = []
    for entry in mine.entries {
      let head = heads[entry.replica]
      let agreed = min(entry.sequence, head?.sequence ?? 0)
      guard let head, try Self.isForked(entry, from: head, accepted: accepted, ledger) else {
        floors.append(Dot(entry.replica, agreed))
        continue
      }
      if head.sequence <= entry.sequence { contradicted.insert(Dot(entry.replica, head.sequence)) }
      // What the hub confirmed is the same; of the rest nothing is known.
      let common = min(accepted[entry.replica], entry.sequence, head.sequence)
      cuts[entry.replica] = common + 1
      floors.append(Dot(entry.replica, common))
    }
    let own = try ledger.ownReplicas()
    for rejection in try ledger.rejections() {
      let replica = rejection.dot.replica
      cut(
        rejection, holding: heads[replica]?.sequence ?? 0, of: mine, isOwn: own.contains(replica))
    }
    let pending = try ledger.changes(after: VersionVector(floors))
    try cutUnprovable(pending, accepted: accepted, ledger)
    try cutForgotten(pending, beyond: floors, ledger)
    cutDependants(pending)
    going = pending.filter { cuts($0.dot) }
    staying = pending.filter { !cuts($0.dot) }
  }

  /// What the hub will not take as it is goes, unless it has taken it since.
  ///
  /// Of own changes the very one is known that is refused, and what follows is written again without
  /// it; what others wrote after one that is refused nobody here can offer.
  private mutating func cut(
    _ rejection: Rejection, holding: UInt64, of mine: VersionVector, isOwn: Bool
  ) {
    let replica = rejection.dot.replica
    if isOwn, rejection.setsAside, rejection.dot.sequence <= holding { return }
    let first = max(rejection.dot.sequence, holding + 1)
    guard first <= mine[replica] else { return }
    cuts[replica] = min(cuts[replica] ?? .max, first)
    if rejection.setsAside {
      refusals[replica] = (first...(isOwn ? first : .max), rejection.refusal)
    }
  }

  /// Whether the histories of a replica differ, or may differ without anybody being able to tell.
  private static func isForked(
    _ entry: Dot, from head: AuthorHead, accepted: VersionVector, _ ledger: some DeviceLedger
  ) throws -> Bool {
    if head.sequence <= entry.sequence {
      // Where the own chain is not kept that far back nothing contradicts the hub's.
      guard let chain = try ledger.chain(after: Dot(entry.replica, head.sequence)) else {
        return false
      }
      return chain != head.chain
    }
    guard accepted[entry.replica] < entry.sequence else { return false }
    // The hub went on beyond what is held here, and a snapshot does not say what came before its
    // head: unless the hub confirmed it, what can be written again is.
    let first = Dot(entry.replica, accepted[entry.replica] + 1)
    return try (first.sequence...entry.sequence).contains {
      try ledger.change(Dot(entry.replica, $0)) != nil
    }
  }

  /// Changes of others without a proof: the hub will never take them as they are.
  private mutating func cutUnprovable(
    _ pending: [Change], accepted: VersionVector, _ ledger: some DeviceLedger
  ) throws {
    let own = try ledger.ownReplicas()
    for change in pending.sorted(by: { $0.dot < $1.dot })
    where !own.contains(change.dot.replica) && !cuts(change.dot) && !accepted.contains(change.dot) {
      if try !ledger.isOfferable(change.dot, accepted: accepted) {
        cuts[change.dot.replica] = change.dot.sequence
      }
    }
  }

  /// Changes whose bodies were forgotten and that the hub lost since.
  ///
  /// Own changes that depend on them would wait for ever, or for another device. Of them what is live
  /// can be written again.
  private mutating func cutForgotten(
    _ pending: [Change], beyond floors: [Dot], _ ledger: some DeviceLedger
  ) throws {
    let own = try ledger.ownReplicas()
    let mine = try ledger.vector()
    for floor in floors {
      guard let first = try ledger.firstForgotten(after: floor, upTo: mine[floor.replica])
      else { continue }
      let isNeeded =
        own.contains(floor.replica)
        || pending.contains { change in
          own.contains(change.dot.replica)
            && change.dependencies.contains {
              $0.replica == floor.replica && $0.sequence >= first
            }
        }
      if isNeeded { cuts[floor.replica] = min(cuts[floor.replica] ?? .max, first) }
    }
  }

  private mutating func cutDependants(_ pending: [Change]) {
    #if MUTANTS
      if Mutant.isPlanted(.dependantsStay) { return }
    #endif
    guard !cuts.isEmpty else { return }
    var hasProgress = true
    while hasProgress {
      hasProgress = false
      for change in pending where !cuts(change.dot) && change.dependencies.contains(where: cuts) {
        let known = cuts[change.dot.replica] ?? .max
        cuts[change.dot.replica] = min(known, change.dot.sequence)
        hasProgress = true
      }
    }
  }
}

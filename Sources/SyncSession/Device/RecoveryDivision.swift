internal import SyncCore
internal import SyncProtocol

/// What of a device's changes stays and what goes, where its history differs from the hub's.
struct RecoveryDivision {
  /// The first sequence of each replica that goes: its changes were forked, or nobody can offer them,
  /// or they depend on such changes.
  private(set) var cuts: [ReplicaID: UInt64] = [:]
  /// The sequences of each replica that the hub refuses for good, and why.
  private var refusals: [ReplicaID: (sequences: ClosedRange<UInt64>, refusal: Refusal)] = [:]
  /// The first sequence of each replica that the hub is seen to hold otherwise, and the last.
  private var contradictions: [ReplicaID: ClosedRange<UInt64>] = [:]
  /// Whether the snapshot does not tell where some history parts from the hub's.
  private(set) var isDoubtful = false
  /// The changes that go, where their bodies are held.
  private(set) var going: [Change] = []
  /// The changes that the hub lacks and that stay.
  private(set) var staying: [Change] = []

  var isClean: Bool { cuts.isEmpty }

  /// Whether a change goes.
  func cuts(_ dot: Dot) -> Bool { cuts[dot.replica].map { dot.sequence >= $0 } ?? false }

  /// Why a change that goes is not written again; nil where it is.
  func refusal(_ dot: Dot) -> Refusal? {
    #if MUTANTS
      if Mutant.isPlanted(.refusedWrittenAgain) { return nil }
    #endif
    return refusals[dot.replica].flatMap { $0.sequences.contains(dot.sequence) ? $0.refusal : nil }
  }

  /// Whether the hub holds another change under this name.
  func contradicts(_ dot: Dot) -> Bool {
    contradictions[dot.replica]?.contains(dot.sequence) ?? false
  }

  /// Whether the hub holds other changes under ids that this device wrote under.
  let isOwnForked: Bool

  /// Whether changes go that are not written again.
  var setsAside: Bool { going.contains { refusal($0.dot) != nil } }

  /// Compares what a ledger holds with what a snapshot tells of the hub.
  init(_ ledger: some DeviceLedger, hub: HubChains) throws {
    let heads = hub.heads
    let mine = try ledger.vector()
    let accepted = try ledger.accepted()
    var floors: [Dot] = []
    for entry in mine.entries {
      var comparison = try hub.comparison(of: entry, in: ledger)
      #if MUTANTS
        if Mutant.isPlanted(.partsTooLate), let differing = comparison.differing {
          comparison.agreed = differing
          comparison.differing = differing < entry.sequence ? differing + 1 : nil
        }
      #endif
      floors.append(Dot(entry.replica, comparison.agreed))
      let last = heads[entry.replica]?.sequence ?? 0
      if !comparison.isTold, last > entry.sequence, accepted[entry.replica] < entry.sequence {
        isDoubtful = true
      }
      guard comparison.goes else { continue }
      if hub.prefix(after: Dot(entry.replica, comparison.agreed + 1)) == nil { isDoubtful = true }
      if let differing = comparison.differing {
        contradictions[entry.replica] = differing...max(differing, last)
      }
      cuts[entry.replica] = comparison.agreed + 1
    }
    let own = try ledger.ownReplicas()
    isOwnForked = !own.isDisjoint(with: contradictions.keys)
    let rejections = try ledger.rejections().compactMap { rejection in
      let replica = rejection.dot.replica
      return Self.range(
        of: rejection, holding: heads[replica]?.sequence ?? 0, of: mine,
        isOwn: own.contains(replica)
      ).map { (rejection: rejection, range: $0) }
    }
    for (rejection, range) in rejections {
      let replica = rejection.dot.replica
      let isNeeded =
        try !rejection.setsAside
        || ledger.isWaitedFor(Dot(replica, range.lowerBound), isOwn: own.contains(replica))
      if isNeeded { cuts[replica] = min(cuts[replica] ?? .max, range.lowerBound) }
    }
    let pending = try ledger.changes(after: VersionVector(floors))
    try cutForgotten(pending, beyond: floors, ledger)
    try cutWrittenAgain(beyond: floors, hub, ledger)
    var settled: [ReplicaID: UInt64]
    repeat {
      settled = cuts
      try cutUnprovable(pending, accepted: accepted, ledger)
      cutDependants(pending)
    } while cuts != settled
    for (rejection, range) in rejections where rejection.setsAside {
      refusals[rejection.dot.replica] = (range, rejection.refusal)
    }
    going = pending.filter { cuts($0.dot) }
    staying = pending.filter { !cuts($0.dot) }
  }

  /// The sequences of a replica that the hub will not take as they are; nil where it has taken them since.
  ///
  /// Of own changes the very one is known that is refused, and what follows is written again without
  /// it; what others wrote after one that is refused nobody here can offer.
  private static func range(
    of rejection: Rejection, holding: UInt64, of mine: VersionVector, isOwn: Bool
  ) -> ClosedRange<UInt64>? {
    let replica = rejection.dot.replica
    if isOwn, rejection.setsAside, rejection.dot.sequence <= holding { return nil }
    let first = max(rejection.dot.sequence, holding + 1)
    guard first <= mine[replica] else { return nil }
    return first...(isOwn ? first : .max)
  }

  /// Changes of others without a proof, or with one of a run whose end goes: the hub will never take
  /// them as they are.
  private mutating func cutUnprovable(
    _ pending: [Change], accepted: VersionVector, _ ledger: some DeviceLedger
  ) throws {
    let own = try ledger.ownReplicas()
    for change in pending.sorted(by: { $0.dot < $1.dot })
    where !own.contains(change.dot.replica) && !cuts(change.dot) && !accepted.contains(change.dot) {
      let end = try ledger.proof(covering: change.dot).map { Dot(change.dot.replica, $0.to) }
      let isOfferable = try ledger.isOfferable(change.dot, accepted: accepted)
      if !isOfferable || end.map(cuts) ?? true {
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

  /// Changes that the hub lost, whose bodies are not here and that somebody has written again: nobody
  /// will ever offer them.
  private mutating func cutWrittenAgain(
    beyond floors: [Dot], _ hub: HubChains, _ ledger: some DeviceLedger
  ) throws {
    let mine = try ledger.vector()
    for floor in floors where floor.sequence < mine[floor.replica] {
      let first = try (floor.sequence + 1...mine[floor.replica]).first {
        let dot = Dot(floor.replica, $0)
        return try !hub.rewritings(of: dot).isEmpty && ledger.change(dot) == nil
      }
      if let first { cuts[floor.replica] = min(cuts[floor.replica] ?? .max, first) }
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

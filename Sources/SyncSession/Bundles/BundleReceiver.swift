package import SyncCore
package import SyncProtocol

/// Takes bundles in.
package struct BundleReceiver<Replica: BundleReplica, Source: BundleSource> {
  private let replica: Replica
  private let bundle: Bundle
  private let source: Source
  private let directory: DeviceDirectory
  private let publicKey: [UInt8]
  private let grant: (Replica.Ledger) throws -> SpaceRole?

  /// A receiver of a bundle that was read from `source`.
  ///
  /// `publicKey` is the receiving device's own.
  /// `grant` says what the space's records let the receiver's user do; nil where they say nothing.
  package init(
    replica: Replica, bundle: Bundle, source: Source, directory: DeviceDirectory,
    publicKey: [UInt8], grant: @escaping (Replica.Ledger) throws -> SpaceRole?
  ) {
    self.replica = replica
    self.bundle = bundle
    self.source = source
    self.directory = directory
    self.publicKey = publicKey
    self.grant = grant
  }

  /// Whether the receiver takes bundles of this maker.
  ///
  /// Throws ``BundleRefusal/unknownMaker(_:)``, ``BundleRefusal/otherHub``, errors of the store.
  package func check() throws {
    if let theirs = bundle.head.lineage, let mine = try replica.hubLineage(), theirs != mine {
      throw BundleRefusal.otherHub
    }
    guard directory.knows(bundle.head.publicKey) else {
      throw BundleRefusal.unknownMaker(DeviceFingerprint(of: bundle.head.publicKey))
    }
  }

  /// Applies a part in one transaction, or nothing of it.
  ///
  /// `hear` is told the changes that were not there before, in the order in which they are applied,
  /// block by block; where the part is refused they count for nothing.
  /// `observe` sees the state afterwards, before the transaction ends.
  /// A rehearsal is rolled back.
  /// Throws ``BundleRefusal``, `BundleFault`, errors of store and source.
  package func take<Observed>(
    _ part: BundlePart, isRehearsal: Bool = false, hear: ([Change]) -> Void = { _ in },
    observe: (Replica.Ledger, BundleIntake) throws -> Observed
  ) throws -> Observed {
    let description = part.description
    guard description.kind == .account else {
      throw BundleRefusal.notAccount(description.kind)
    }
    let isOwnHub = try bundle.head.lineage == replica.hubLineage()
    var rehearsed: Observed?
    do {
      return try replica.write(description.space, making: description.kind) { ledger in
        let intake = try apply(part, to: ledger, isOwnHub: isOwnHub, hear: hear)
        let observed = try observe(ledger, intake)
        guard isRehearsal else { return observed }
        rehearsed = observed
        throw Rehearsed()
      }
    } catch let error as Rehearsed {
      guard let rehearsed else { throw error }
      return rehearsed
    }
  }

  /// The same for whoever wants to know only what came.
  @discardableResult
  package func take(_ part: BundlePart, isRehearsal: Bool = false) throws -> BundleIntake {
    try take(part, isRehearsal: isRehearsal) { $1 }
  }

  private func apply(
    _ part: BundlePart, to ledger: Replica.Ledger, isOwnHub: Bool, hear: ([Change]) -> Void
  ) throws -> BundleIntake {
    let description = part.description
    guard try !ledger.isRecovering() else { throw BundleRefusal.recovering }
    let mine = try ledger.vector()
    var judge = try PartJudge(
      description, maker: bundle.head, directory: directory, mine: mine,
      firstKeys: { try ledger.proof(covering: Dot($0, 1))?.signing.publicKey })
    try HistoryGuard(description, ledger: ledger, mine: mine).checkHeads()
    let gaps = PartGaps(description, mine: mine)
    guard gaps.isEmpty else { throw try missing(part, gaps) }
    var walk = BundleWalk(description)
    var integrator = try Integrator(ledger: ledger, requiresBases: true)
    var intake = BundleIntake()
    var times: [HybridTime] = []
    for index in 0..<part.blockCount {
      let batch = try part.batch(index, in: source)
      for run in batch.runs {
        try walk.advance(run) { change, chain in
          try judge.check(change)
          guard change.dot.sequence == mine[change.dot.replica] else { return }
          try HistoryGuard(description, ledger: ledger, mine: mine).check(change.dot, chain)
        }
      }
      try check(try integrator.integrate(batch), of: part, gaps)
      let applied = integrator.takeApplied()
      intake.count += applied.count
      if applied.contains(where: { $0.dot.replica == ledger.own }) { intake.isOvertaken = true }
      times += applied.map(\.time)
      hear(applied)
    }
    try integrator.finish()
    for time in times { try ledger.receive(time) }
    return try conclude(intake, judge.proofs, description, ledger, isOwnHub: isOwnHub)
  }

  private func check(_ outcome: Integration, of part: BundlePart, _ gaps: PartGaps) throws {
    switch outcome {
    case .complete: return
    case .gap, .missing: throw try missing(part, gaps)
    case .fork(let dot): throw BundleRefusal.histories(dot.replica)
    case .invalid(let dot, let fault): throw BundleRefusal.invalid(dot, fault)
    case .baseReleased(let dot, _): throw BundleRefusal.baseReleased(dot)
    }
  }

  /// Everything that is missing, from all changes of the part.
  private func missing(_ part: BundlePart, _ known: PartGaps) throws -> any Error {
    var gaps = known
    for index in 0..<part.blockCount {
      for change in try part.batch(index, in: source).changes { gaps.add(change) }
    }
    // A bundle whose order is wrong lacks nothing.
    guard !gaps.isEmpty else {
      return BundleFault.wrongChanges(
        part.description.space, part.description.authors.first?.replica ?? ReplicaID(rawValue: 0))
    }
    return BundleRefusal.missing(gaps.missing)
  }

  /// What follows from a part that is applied: proofs, what the hub holds, role, identity.
  private func conclude(
    _ intake: BundleIntake, _ proofs: [RunProof], _ description: BundleDescription,
    _ ledger: Replica.Ledger, isOwnHub: Bool
  ) throws -> BundleIntake {
    var intake = intake
    intake.role = try admit(description, ledger)
    for proof in proofs { try ledger.keep(proof) }
    if isOwnHub {
      // Own changes leave the outbox by the hub's own word alone: offering them twice costs little.
      let held = try ledger.vector()
      let own = try ledger.ownReplicas()
      try ledger.accept(
        VersionVector(
          description.accepted.entries.filter { !own.contains($0.replica) }.map {
            Dot($0.replica, min($0.sequence, held[$0.replica]))
          }))
    }
    // Somebody has later changes of this very database: it was restored, and others may exist.
    if intake.isOvertaken { try ledger.takeNewIdentity(.overtaken) }
    return intake
  }

  private func admit(
    _ description: BundleDescription, _ ledger: Replica.Ledger
  ) throws -> SpaceRole {
    let listed = try ledger.role()
    let isCreator = description.origin?.publicKey == publicKey
    let role = try grant(ledger) ?? (isCreator ? .manager : listed)
    guard role > .none else { throw BundleRefusal.noAccess }
    if listed == .none { try ledger.setRole(role) }
    return role
  }
}

/// What a part brought.
package struct BundleIntake: Hashable, Sendable {
  /// How many changes came that were not there before.
  package internal(set) var count = 0
  /// What the user may do in the space.
  package internal(set) var role = SpaceRole.none
  /// Whether it held later changes of the receiving replica, which has a new id now.
  package internal(set) var isOvertaken = false
}

/// Ends a transaction that was only tried.
private struct Rehearsed: Error {}

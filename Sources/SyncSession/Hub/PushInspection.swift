package import SyncCore
package import SyncProtocol

/// What the hub found out about one push without changing anything.
package struct PushInspection: Hashable, Sendable {
  package let order: InspectOrder
  /// Nil where the space is not the caller's, or the batch is damaged or not of one replica.
  package let decoded: DecodedBatch?
  package let standing: ReplicaStanding
  /// The public key of the device that the replica belongs to, if to any.
  package let owner: [UInt8]?
  /// Whose key the push's own proof names; nil where it has none or nobody is enrolled with it.
  package let author: RunAuthor?
  /// Whether a change claims to be another's, written again, that is not of that person's replica.
  package var hasForeignOrigin = false
  /// Whether the push goes by a short number that this hub never gave out: the hub was restored.
  package var isUnnamed = false
  /// The chain's state before the first pushed change; nil where the hub does not reach that far.
  package let chainBefore: [UInt8]?
  /// The chain's state before the first change that the push's own proof covers, where earlier ones of
  /// it are left out; nil where the hub does not reach that far.
  package let proofBefore: [UInt8]?
  /// The chain's state after the last pushed change.
  package let chainAfter: [UInt8]?
  /// Whether the hub holds another history of the replica, or is not at the history that the device
  /// knows: it holds one of the changes otherwise, or the run's prefix does not fit.
  package let isFork: Bool
  /// Whether the hub is seen to hold one of the changes otherwise: an id was used twice.
  package let isContradicted: Bool
  /// All pushed changes as one run; nil where they are of several replicas or leave one out.
  package let run: ChangeRun?

  /// What was found out; `known` are the chain's states after those changes of the run that the hub
  /// holds.
  package init(
    order: InspectOrder, decoded: DecodedBatch?, standing: ReplicaStanding, owner: [UInt8]?,
    author: RunAuthor? = nil, chainBefore: [UInt8]?, proofBefore: [UInt8]? = nil,
    known: [Dot: [UInt8]] = [:]
  ) {
    self.order = order
    self.decoded = decoded
    self.standing = standing
    self.owner = owner
    self.author = author
    self.chainBefore = chainBefore
    self.proofBefore = proofBefore
    let run = decoded.flatMap { ChangeRun(joining: $0.batch.runs) }
    self.run = run
    guard let run, let chainBefore else {
      chainAfter = nil
      isFork = false
      isContradicted = false
      return
    }
    var isContradicted = false
    var chain = chainBefore
    for change in run.changes {
      chain = HashChain.next(after: chain, canonical: Canonical.encode(change))
      if let known = known[change.dot], known != chain { isContradicted = true }
    }
    chainAfter = chain
    self.isContradicted = isContradicted
    let prefix = HashChain.pushPrefix(chainBefore, history: order.history)
    isFork = isContradicted || prefix != run.chainPrefix
  }

  /// Nothing that could be looked at.
  package init(unreadable order: InspectOrder) {
    self.init(order: order, decoded: nil, standing: .none, owner: nil, chainBefore: nil)
  }

  /// The sequences of the run.
  package var range: ClosedRange<UInt64>? {
    guard let first = run?.changes.first, let last = run?.changes.last else { return nil }
    return first.dot.sequence...last.dot.sequence
  }

  /// The batch as one run with the prefix of the chain alone: what the push's prefix said of the
  /// hub's history is settled.
  var orderly: DecodedBatch? {
    guard let decoded, let run, let chainBefore else { return nil }
    let orderly = ChangeRun(
      replica: run.replica, chainPrefix: HashChain.prefix(chainBefore), changes: run.changes)
    return DecodedBatch(
      batch: ChangeBatch(runs: [orderly]), announcedRecords: decoded.announcedRecords,
      announcedReplicas: decoded.announcedReplicas, portableRecords: decoded.portableRecords,
      portableReplicas: decoded.portableReplicas)
  }

  func runHash(salt: [UInt8]) -> [UInt8]? {
    guard let space = order.entry?.space, let run, let chainBefore, let chainAfter else {
      return nil
    }
    return RunHash.hash(
      space: space, run: run, chainBefore: chainBefore, chainAfter: chainAfter, salt: salt)
  }

  func acknowledgement(_ result: PushResult) -> Acknowledgement {
    Acknowledgement(accepted: standing.accepted, durable: standing.durable, result: result)
  }
}

extension ChangeRun {
  /// The runs as one; nil where they are of several replicas, or leave a change out.
  fileprivate init?(joining runs: [ChangeRun]) {
    guard let first = runs.first, runs.allSatisfy({ $0.replica == first.replica }) else {
      return nil
    }
    let changes = runs.flatMap(\.changes)
    let isContiguous = zip(changes, changes.dropFirst()).allSatisfy {
      $0.dot.sequence + 1 == $1.dot.sequence
    }
    guard isContiguous, !changes.isEmpty else { return nil }
    self.init(replica: first.replica, chainPrefix: first.chainPrefix, changes: changes)
  }
}

internal import SyncCore
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
  /// The chain's state after the last pushed change.
  package let chainAfter: [UInt8]?
  /// All pushed changes as one run; nil where they are of several replicas or leave one out.
  package let run: ChangeRun?

  package init(
    order: InspectOrder, decoded: DecodedBatch?, standing: ReplicaStanding, owner: [UInt8]?,
    author: RunAuthor? = nil, chainBefore: [UInt8]?
  ) {
    self.order = order
    self.decoded = decoded
    self.standing = standing
    self.owner = owner
    self.author = author
    self.chainBefore = chainBefore
    let run = decoded.flatMap { ChangeRun(joining: $0.batch.runs) }
    self.run = run
    chainAfter = chainBefore.flatMap { before in
      run?.changes.reduce(before) { HashChain.next(after: $0, canonical: Canonical.encode($1)) }
    }
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

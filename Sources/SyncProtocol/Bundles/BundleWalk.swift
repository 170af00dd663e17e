package import SyncCore

/// Follows the chains of a part's authors through its changes.
package struct BundleWalk {
  private struct Position {
    var sequence: UInt64
    var chain: [UInt8]
  }

  private let description: BundleDescription
  private var positions: [ReplicaID: Position] = [:]
  /// The sequences around which runs begin and end.
  private var marks: Set<Dot> = []
  private var states: [Dot: [UInt8]] = [:]

  package init(_ description: BundleDescription) {
    self.description = description
    for author in description.authors where !author.runs.isEmpty {
      let seed = HashChain.seed(space: description.space, replica: author.replica)
      let chain = author.chain ?? seed
      positions[author.replica] = Position(sequence: author.from, chain: chain)
      states[Dot(author.replica, author.from)] = chain
      for run in author.runs {
        marks.insert(Dot(author.replica, run.from - 1))
        marks.insert(Dot(author.replica, run.to))
      }
    }
  }

  /// The author's chain state before its next change; nil where no change is announced.
  package func chain(of replica: ReplicaID) -> [UInt8]? { positions[replica]?.chain }

  /// Goes on over a run of a block; `visit` is told each change with the chain's state after it.
  package mutating func advance(
    _ run: ChangeRun, _ visit: (Change, _ chain: [UInt8]) throws -> Void = { _, _ in }
  ) throws {
    let fault = BundleFault.wrongChanges(description.space, run.replica)
    guard var position = positions[run.replica] else { throw fault }
    guard HashChain.prefix(position.chain) == run.chainPrefix else {
      throw BundleFault.wrongChain(description.space, run.replica)
    }
    for change in run.changes {
      guard change.dot == Dot(run.replica, position.sequence + 1) else { throw fault }
      position.sequence += 1
      position.chain = HashChain.next(
        after: position.chain, canonical: Canonical.encode(change))
      if marks.contains(change.dot) { states[change.dot] = position.chain }
      try visit(change, position.chain)
    }
    positions[run.replica] = position
  }

  /// Whether all announced changes came and lead to the announced state.
  package func finish() throws(BundleFault) {
    for author in description.authors {
      guard let position = positions[author.replica] else { continue }
      guard position.sequence == author.to else {
        throw .wrongChanges(description.space, author.replica)
      }
      guard HashChain.prefix(position.chain) == author.prefix else {
        throw .wrongChain(description.space, author.replica)
      }
    }
  }

  /// Whether each run is covered by its signature.
  func checkProofs() throws(BundleFault) {
    let valid = description.signings.map { $0.isValid ? Set($0.runHashes) : [] }
    for author in description.authors {
      for run in author.runs {
        guard let before = states[Dot(author.replica, run.from - 1)],
          let after = states[Dot(author.replica, run.to)],
          valid[run.signing].contains(
            RunHash.hash(
              space: description.space, replica: author.replica, from: run.from, to: run.to,
              chainBefore: before, chainAfter: after, salt: run.salt))
        else { throw .wrongProof(description.space, author.replica) }
      }
    }
  }
}

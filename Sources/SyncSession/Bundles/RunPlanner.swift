internal import SyncCore
internal import SyncProtocol

/// An author's part of a bundle before anything is signed.
struct PlannedAuthor {
  let replica: ReplicaID
  let from: UInt64
  let accepted: UInt64
  let chain: [UInt8]?
  /// The chain's state after the last change, 32 bytes.
  let last: [UInt8]
  let runs: [PlannedRun]
}

/// A run that carries its author's proof, or that the exporting device signs itself.
enum PlannedRun {
  case proven(RunProof)
  case own(from: UInt64, to: UInt64, before: [UInt8], after: [UInt8])
}

/// Decides which runs of an author go into a bundle, and who signs them.
struct RunPlanner<Ledger: BundleLedger> {
  let ledger: Ledger
  let accepted: VersionVector
  let own: Set<ReplicaID>

  /// What goes of the author whose last change is `last`, after what an earlier bundle covered.
  func author(_ last: Dot, since: UInt64) throws -> PlannedAuthor {
    let replica = last.replica
    let from = try start(of: last, since: since)
    let chain = from < last.sequence ? try self.chain(after: Dot(replica, from)) : nil
    var runs: [PlannedRun] = []
    if let chain {
      let known = min(accepted[replica], last.sequence)
      runs =
        own.contains(replica)
        ? try ownRuns(of: replica, from..<last.sequence, accepted: known, chain: chain)
        : try foreignRuns(of: replica, from..<last.sequence)
    }
    return PlannedAuthor(
      replica: replica, from: from, accepted: min(accepted[replica], last.sequence),
      chain: from == 0 ? nil : chain, last: try self.chain(after: last), runs: runs)
  }

  /// The sequence behind which the author's changes go.
  private func start(of last: Dot, since: UInt64) throws -> UInt64 {
    let held = try ledger.logStart(of: last.replica)
    let start = min(max(held, since), last.sequence)
    guard start > held, start < last.sequence else { return start }
    // A run goes whole, since only then its author's signature can be checked.
    let proof = try ledger.proof(covering: Dot(last.replica, start + 1))
    guard let proof, proof.from > held else { return start }
    return min(start, proof.from - 1)
  }

  /// Runs that whoever takes the bundle in can hand to a hub one by one.
  private func ownRuns(
    of replica: ReplicaID, _ range: Range<UInt64>, accepted: UInt64, chain: [UInt8]
  ) throws -> [PlannedRun] {
    var runs: [PlannedRun] = []
    var start = range.lowerBound
    var before = chain
    while start < range.upperBound {
      let page = try ledger.heldChanges(
        of: replica, after: start, limit: Limits.bundleBlockBytes)
      let end = start < accepted ? accepted : range.upperBound
      let count = min(UInt64(page.count), end - start, UInt64(Limits.changesPerPush))
      guard count > 0 else { throw BundleRefusal.unknownChain(Dot(replica, start + 1)) }
      let after = page[Int(count) - 1].chain
      runs.append(.own(from: start + 1, to: start + count, before: before, after: after))
      start += count
      before = after
    }
    return runs
  }

  /// The runs that the author's device signed; between them what this device has to vouch for.
  private func foreignRuns(
    of replica: ReplicaID, _ range: Range<UInt64>
  ) throws -> [PlannedRun] {
    var runs: [PlannedRun] = []
    var end = range.lowerBound
    var next = end
    while end < range.upperBound {
      var proof: RunProof?
      while next < range.upperBound, proof == nil {
        proof = try ledger.proof(covering: Dot(replica, next + 1)).flatMap {
          $0.from > range.lowerBound && $0.to <= range.upperBound ? $0 : nil
        }
        if proof == nil { next += 1 }
      }
      // What the next proof covers need not be vouched for.
      let vouched = min(next, proof.map { $0.from - 1 } ?? next)
      if vouched > end {
        runs.append(
          .own(
            from: end + 1, to: vouched, before: try chain(after: Dot(replica, end)),
            after: try chain(after: Dot(replica, vouched))))
      }
      if let proof { runs.append(.proven(proof)) }
      end = proof?.to ?? range.upperBound
      next = end
    }
    return runs
  }

  private func chain(after dot: Dot) throws -> [UInt8] {
    if dot.sequence == 0 { return HashChain.seed(space: ledger.space, replica: dot.replica) }
    guard let chain = try ledger.chain(after: dot) else { throw BundleRefusal.unknownChain(dot) }
    return chain
  }
}

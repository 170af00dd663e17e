internal import SyncCore
internal import SyncProtocol

/// Decides whose word a receiver takes for the changes of a part.
struct PartJudge {
  private struct Judged {
    let run: BundleRun
    /// Signed by the author's own device, not only vouched for by the bundle's maker.
    let isAuthentic: Bool
  }

  private let directory: DeviceDirectory
  private let mine: VersionVector
  private var judged: [ReplicaID: ArraySlice<Judged>] = [:]
  /// What proves the runs that bring something new.
  private(set) var proofs: [RunProof] = []

  /// Judges all runs that bring something new.
  ///
  /// `firstKeys` gives the key under which the receiver knows the beginning of a replica's changes.
  init(
    _ description: BundleDescription, maker: BundleHead, directory: DeviceDirectory,
    mine: VersionVector, firstKeys: (ReplicaID) throws -> [UInt8]?
  ) throws {
    self.directory = directory
    self.mine = mine
    for author in description.authors where author.to > mine[author.replica] {
      let known = try directory.device(of: author.replica)?.publicKey ?? firstKeys(author.replica)
      let accepted = maker.lineage == nil ? 0 : author.accepted
      var runs: [Judged] = []
      for run in author.runs where run.to > mine[author.replica] {
        let key = description.signings[run.signing].publicKey
        let isAuthentic = try Self.isAuthentic(
          run, of: author.replica, key: key, known: known, maker: maker, accepted: accepted,
          directory)
        if isAuthentic { proofs.append(description.proof(of: run, by: author.replica)) }
        runs.append(Judged(run: run, isAuthentic: isAuthentic))
      }
      judged[author.replica] = runs[...]
    }
  }

  private static func isAuthentic(
    _ run: BundleRun, of replica: ReplicaID, key: [UInt8], known: [UInt8]?, maker: BundleHead,
    accepted: UInt64, _ directory: DeviceDirectory
  ) throws -> Bool {
    if key == known { return true }
    let isVouched = key == maker.publicKey && run.to <= accepted
    if isVouched { return false }
    if known != nil {
      throw BundleRefusal.unproven(MissingChanges(replica, from: run.from, to: run.to))
    }
    // A replica that nobody here has heard of belongs to the device that signs its changes.
    guard directory.knows(key) else {
      throw BundleRefusal.unknownDevice(replica, DeviceFingerprint(of: key))
    }
    return true
  }

  /// Checks who a change says that wrote it; the changes of each author come in their order.
  mutating func check(_ change: Change) throws {
    let replica = change.dot.replica
    guard !mine.contains(change.dot), var runs = judged[replica] else { return }
    while let first = runs.first, first.run.to < change.dot.sequence { runs.removeFirst() }
    judged[replica] = runs
    guard let run = runs.first, run.isAuthentic else { return }
    let actors = directory.device(of: replica)?.actors ?? []
    let isForeign = !actors.isEmpty && !actors.contains(change.actor)
    guard !isForeign, change.intent != .administer else {
      throw BundleRefusal.foreignActor(change.dot, change.actor)
    }
  }
}

internal import SyncCore
internal import SyncProtocol

/// Signs the runs of one space that the exporting device stands for, and collects all signatures.
struct RunSigner {
  let space: SpaceID
  let publicKey: [UInt8]
  let salt: () -> [UInt8]
  let sign: (_ digest: [UInt8]) throws -> [UInt8]
  private(set) var signings: [RunSigning] = []
  private var places: [RunSigning: Int] = [:]

  init(
    space: SpaceID, publicKey: [UInt8], salt: @escaping () -> [UInt8],
    sign: @escaping (_ digest: [UInt8]) throws -> [UInt8]
  ) {
    self.space = space
    self.publicKey = publicKey
    self.salt = salt
    self.sign = sign
  }

  /// The authors with all runs signed: one signature covers as many runs as it may.
  mutating func sign(_ authors: [PlannedAuthor]) throws -> [BundleAuthor] {
    var fresh = try freshRuns(of: authors)[...]
    return authors.map { author in
      let runs = author.runs.map { run -> BundleRun in
        switch run {
        case .own: fresh.removeFirst()
        case .proven(let proof):
          BundleRun(
            from: proof.from, to: proof.to, signing: place(of: proof.signing),
            salt: proof.salt)
        }
      }
      return BundleAuthor(
        replica: author.replica, from: author.from, accepted: author.accepted, runs: runs,
        chain: author.chain, prefix: HashChain.prefix(author.last))
    }
  }

  /// The runs to be signed now, in their order.
  private mutating func freshRuns(of authors: [PlannedAuthor]) throws -> [BundleRun] {
    var salted: [(hash: [UInt8], run: BundleRun)] = []
    let all = authors.flatMap { author in author.runs.map { (author.replica, $0) } }
    var bundleSalt = salt()
    for case (let replica, .own(let from, let to, let before, let after)) in all {
      let index = salted.count % Limits.itemsPerMessage
      if index == 0, !salted.isEmpty { bundleSalt = salt() }
      let runSalt = RunHash.salt(push: bundleSalt, index: index)
      let hash = RunHash.hash(
        space: space, replica: replica, from: from, to: to, chainBefore: before,
        chainAfter: after, salt: runSalt)
      let place = salted.count / Limits.itemsPerMessage
      salted.append((hash, BundleRun(from: from, to: to, signing: place, salt: runSalt)))
    }
    for start in stride(from: 0, to: salted.count, by: Limits.itemsPerMessage) {
      let hashes = salted[start..<min(start + Limits.itemsPerMessage, salted.count)].map(\.hash)
      signings.append(
        RunSigning(
          publicKey: publicKey, runHashes: hashes,
          signature: try sign(PushDigest.digest(of: hashes))))
    }
    return salted.map(\.run)
  }

  private mutating func place(of signing: RunSigning) -> Int {
    if let place = places[signing] { return place }
    places[signing] = signings.count
    signings.append(signing)
    return signings.count - 1
  }
}

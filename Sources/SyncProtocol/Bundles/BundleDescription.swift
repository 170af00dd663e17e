package import SyncCore

/// What a bundle says about one space before the changes themselves.
package struct BundleDescription: Hashable, Sendable {
  package let space: SpaceID
  package let kind: SpaceKind
  /// What the space's id was made from, where the exporting device knows it.
  package let origin: SpaceOrigin?
  package let signings: [RunSigning]
  /// Ascending by replica: every author that the exporting device holds changes of.
  package let authors: [BundleAuthor]

  package init(
    space: SpaceID, kind: SpaceKind, origin: SpaceOrigin?, signings: [RunSigning],
    authors: [BundleAuthor]
  ) {
    self.space = space
    self.kind = kind
    self.origin = origin
    self.signings = signings
    self.authors = authors
  }

  /// What a receiver holds at least when it has taken the part in.
  package var vector: VersionVector { VersionVector(authors.map { Dot($0.replica, $0.to) }) }

  /// What the exporting device knows its hub to hold.
  package var accepted: VersionVector {
    VersionVector(authors.map { Dot($0.replica, $0.accepted) })
  }

  package var changeCount: UInt64 { authors.reduce(0) { $0 + ($1.to - $1.from) } }

  package func author(_ replica: ReplicaID) -> BundleAuthor? {
    authors.first { $0.replica == replica }
  }

  /// What proves who wrote a run.
  package func proof(of run: BundleRun, by replica: ReplicaID) -> RunProof {
    RunProof(
      replica: replica, from: run.from, to: run.to, salt: run.salt, signing: signings[run.signing])
  }
}

/// Who created a space: its id follows from this.
package struct SpaceOrigin: Hashable, Sendable {
  /// The creating device's public key, 32 bytes.
  package let publicKey: [UInt8]
  /// 16 bytes.
  package let nonce: [UInt8]

  package init(publicKey: [UInt8], nonce: [UInt8]) {
    self.publicKey = publicKey
    self.nonce = nonce
  }

  package var space: SpaceID { SpaceIdentity.space(publicKey: publicKey, nonce: nonce) }
}

/// One author's changes in a bundle.
package struct BundleAuthor: Hashable, Sendable {
  package let replica: ReplicaID
  /// What a receiver must hold before; the author's changes in the bundle follow it.
  package let from: UInt64
  /// How many of the author's changes the exporting device knows its hub to hold.
  package let accepted: UInt64
  /// They cover everything behind `from` and may overlap.
  package let runs: [BundleRun]
  /// The chain's state after `from`, 32 bytes; nil without runs, and where `from` is 0.
  package let chain: [UInt8]?
  /// The first 8 bytes of the chain's state after the last change.
  package let prefix: [UInt8]

  package init(
    replica: ReplicaID, from: UInt64, accepted: UInt64, runs: [BundleRun], chain: [UInt8]?,
    prefix: [UInt8]
  ) {
    self.replica = replica
    self.from = from
    self.accepted = accepted
    self.runs = runs
    self.chain = chain
    self.prefix = prefix
  }

  /// The sequence of the last change that the exporting device holds.
  package var to: UInt64 { runs.last?.to ?? from }
}

/// Consecutive changes of one author that one signature covers.
package struct BundleRun: Hashable, Sendable {
  /// The sequences of the first and the last change.
  package let from: UInt64
  package let to: UInt64
  /// An index into the description's signings.
  package let signing: Int
  /// 16 bytes.
  package let salt: [UInt8]

  package init(from: UInt64, to: UInt64, signing: Int, salt: [UInt8]) {
    self.from = from
    self.to = to
    self.signing = signing
    self.salt = salt
  }
}

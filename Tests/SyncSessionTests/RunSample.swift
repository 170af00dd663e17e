import SyncCore
import SyncProtocol

/// A run of changes as some device wrote it, with what proves it.
struct RunSample {
  let space: SpaceID
  let run: ChangeRun
  let before: [UInt8]
  let after: [UInt8]

  /// So many changes of a person's replica, each of which sets a field of its own.
  init(
    _ person: Person, in space: SpaceID = Sample.space(), from first: UInt64 = 1, count: UInt64 = 1,
    before: [UInt8]? = nil, replica: ReplicaID? = nil, actor: Text? = nil, intent: Intent = .edit,
    kind: Text = "opportunity", value: Value = .text("1"), origin: Origin? = nil,
    dependencies: [Dot] = []
  ) {
    let replica = replica ?? person.replica
    let changes = (first..<first + count).map { sequence in
      Change(
        dot: Dot(replica, sequence), dependencies: sequence == first ? dependencies : [],
        time: HybridTime(milliseconds: Moment.now), actor: actor ?? person.user, clockOffset: 0,
        intent: intent, origin: origin,
        writes: [
          Write(
            RecordKey(kind, RecordID(truncating: 1)), Text("field\(sequence)"), supersedes: [],
            value: value)
        ])
    }
    self.init(
      changes, in: space, before: before ?? HashChain.seed(space: space, replica: replica))
  }

  init(_ changes: [Change], in space: SpaceID, before: [UInt8]) {
    self.space = space
    self.before = before
    run = ChangeRun(
      replica: changes[0].dot.replica, chainPrefix: HashChain.prefix(before), changes: changes)
    after = changes.reduce(before) {
      HashChain.next(after: $0, canonical: Canonical.encode($1))
    }
  }

  var last: UInt64 { run.changes[run.changes.count - 1].dot.sequence }

  func block() throws -> [UInt8] {
    try ChangeBatch(runs: [run]).encode(naming: PortableNaming()).block
  }

  func hash(salt: [UInt8]) -> [UInt8] {
    RunHash.hash(space: space, run: run, chainBefore: before, chainAfter: after, salt: salt)
  }

  /// The proof that the person's device gave when it pushed the run.
  func proof(by person: Person) throws -> RunProof {
    let hashes = [hash(salt: Sample.salt)]
    return RunProof(
      replica: run.replica, from: run.changes[0].dot.sequence, to: last, salt: Sample.salt,
      signing: RunSigning(
        publicKey: try person.key().publicKey, runHashes: hashes,
        signature: try person.key().signature(of: PushDigest.digest(of: hashes))))
  }

  /// A push of the run, handed on with its proof or not.
  func push(_ target: SpaceTarget = .listed(1), proof: RunProof? = nil) throws -> Push {
    Push(target: target, batch: try block(), proof: proof)
  }

  /// The one signature of a request for the runs in it that have no proof.
  static func signature(of runs: [(index: Int, run: RunSample)], by person: Person) throws
    -> PushSignature
  {
    let hashes = runs.map { $0.run.hash(salt: RunHash.salt(push: Sample.salt, index: $0.index)) }
    return PushSignature(
      salt: Sample.salt,
      signature: try person.key().signature(of: PushDigest.digest(of: hashes)))
  }
}

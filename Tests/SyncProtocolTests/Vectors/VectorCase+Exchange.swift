import SyncCore
import SyncProtocol

/// Requests and responses; their signatures hold.
extension VectorCase {
  private static let pushSalt = [UInt8](repeating: 0x5A, count: PushSignature.saltByteCount)
  private static let nonce = [UInt8](repeating: 3, count: SpaceRegistration.nonceByteCount)
  private static let history: [UInt8] = [0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48]

  private struct NoKey: Error {}

  private static func key(_ byte: UInt8) throws -> DeviceKey {
    guard let key = DeviceKey(seed: [UInt8](repeating: byte, count: DeviceKey.byteCount)) else {
      throw NoKey()
    }
    return key
  }

  /// The first change of a replica as a push with real hashes.
  private static func firstRun(
    of replica: ReplicaID, in space: SpaceID
  ) throws -> (block: [UInt8], before: [UInt8], after: [UInt8]) {
    let change = Change(
      dot: Dot(replica, 1), dependencies: [], time: noon, actor: "anna", clockOffset: 0,
      intent: .edit,
      writes: [Write(newDeal, "life", supersedes: [], value: .boolean(true))])
    let before = HashChain.seed(space: space, replica: replica)
    let after = HashChain.next(after: before, canonical: Canonical.encode(change))
    let run = ChangeRun(replica: replica, chainPrefix: HashChain.prefix(before), changes: [change])
    let block = try ChangeBatch(runs: [run]).encode(naming: PortableNaming()).block
    return (block, before, after)
  }

  private static func firstHash(
    of replica: ReplicaID, in space: SpaceID, salt: [UInt8]
  ) throws -> [UInt8] {
    let run = try firstRun(of: replica, in: space)
    return RunHash.hash(
      space: space, replica: replica, from: 1, to: 1, chainBefore: run.before,
      chainAfter: run.after, salt: salt)
  }

  /// The signature of a request whose only own push is, at a place, Anna's first change.
  private static func signature(in space: SpaceID, at index: Int) throws -> PushSignature {
    let salt = RunHash.salt(push: pushSalt, index: index)
    let hash = try firstHash(of: anna, in: space, salt: salt)
    return PushSignature(
      salt: pushSalt, signature: try key(7).signature(of: PushDigest.digest(of: [hash])))
  }

  /// What proves Bernd's first change: it was the second run of a push of his own.
  private static func proof(in space: SpaceID) throws -> RunProof {
    let salt = RunHash.salt(push: [UInt8](repeating: 0x6B, count: 16), index: 1)
    let hashes = [
      [UInt8](repeating: 0xE0, count: 32), try firstHash(of: bernd, in: space, salt: salt),
    ]
    let key = try key(8)
    return RunProof(
      replica: bernd, from: 1, to: 1, salt: salt,
      signing: RunSigning(
        publicKey: key.publicKey, runHashes: hashes,
        signature: try key.signature(of: PushDigest.digest(of: hashes))))
  }

  static func requests() throws -> [VectorCase] {
    let own = SpaceIdentity.space(publicKey: try key(7).publicKey, nonce: nonce)
    let made = PushSignature(
      salt: pushSalt, signature: [UInt8](repeating: 0xC3, count: PushSignature.signatureByteCount))
    let requests: [(String, String, SyncRequest)] = [
      (
        "request-idle", "nothing to send, wait for news",
        SyncRequest(
          listVersion: 3, cursors: .all([250, 90, 0, 1_200, 251]),
          waitMilliseconds: Limits.waitMilliseconds, maximumBytes: Limits.defaultAnswerBytes)
      ),
      (
        "request-edit", "one edit of an amount in the only space; its signature is made up",
        SyncRequest(
          listVersion: 3, cursors: .all([250]),
          pushes: [Push(target: .listed(1), batch: try batches()[0].bytes)],
          maximumBytes: Limits.defaultAnswerBytes, signature: made)
      ),
      (
        "request-new-space", "a space that the hub does not know, and a missing chunk",
        SyncRequest(
          listVersion: 0, cursors: .all([]),
          registrations: [SpaceRegistration(space: own, kind: .account, nonce: nonce)],
          pushes: [Push(target: .registered(0), batch: try firstRun(of: anna, in: own).block)],
          chunks: [ChunkRequest(ordinal: 4, snapshot: 900, index: 2)], waitMilliseconds: 1,
          maximumBytes: 65_536, signature: try signature(in: own, at: 0))
      ),
      (
        "request-relayed", "an own run, and another's with what proves it, in the space of zeros",
        SyncRequest(
          listVersion: 3, cursors: .all([2]),
          pushes: [
            Push(
              target: .listed(1), batch: try firstRun(of: bernd, in: space).block,
              proof: try proof(in: space)),
            Push(target: .listed(1), batch: try firstRun(of: anna, in: space).block),
          ], maximumBytes: Limits.defaultAnswerBytes, signature: try signature(in: space, at: 1))
      ),
      (
        "request-checked", "asks which histories differ, and for a fresh snapshot",
        SyncRequest(
          listVersion: 3,
          cursors: .checked([
            SpaceCursor(ordinal: 1, cursor: 250, history: history),
            SpaceCursor(ordinal: 17, cursor: 90, history: history.reversed()),
          ]), chunks: [ChunkRequest(ordinal: 5, snapshot: 0, index: 0)],
          maximumBytes: Limits.defaultAnswerBytes)
      ),
    ]
    return requests.map { VectorCase($0, $1, $2.encode()) }
  }

  static func responses() throws -> [VectorCase] {
    let lineage = HubLineage(id: 0x0102_0304_0506_0708, generation: 1)
    let now = UInt64(noon.milliseconds)
    let idle = SyncResponse(
      hubMilliseconds: now, lineage: lineage, listVersion: 3, history: history)
    let results: [PushResult] =
      [.accepted, .gap, .missing, .fork, .retry] + Refusal.allCases.map(PushResult.refused)
    let full = SyncResponse(
      hubMilliseconds: now, lineage: lineage, listVersion: 4,
      list: [ListEntry(ordinal: 17, space: space, kind: .account, role: .editor)],
      acknowledgements: results.enumerated().map { index, result in
        Acknowledgement(
          accepted: 93, durable: 90, result: result, recordOrdinals: index == 0 ? [213] : [],
          replicaNumbers: index == 0 ? [3] : [])
      }, updates: try updates(), hasMore: true)
    return [
      VectorCase("response-idle", "nothing new", idle.encode()),
      VectorCase(
        "response-full", "every part, every result and every update; two proofs share a signing",
        full.encode()),
    ]
  }

  private static func updates() throws -> [SpaceUpdate] {
    let changes = ChangesUpdate(
      cursor: 251, history: history, durable: 240,
      batch: try firstRun(of: bernd, in: space).block, proofs: [try proof(in: space)])
    return [
      SpaceUpdate(ordinal: 17, content: .changes(changes)),
      // The signing behind its proof was said above.
      SpaceUpdate(ordinal: 18, content: .changes(changes)),
      SpaceUpdate(
        ordinal: 4,
        content: .chunk(
          ChunkUpdate(
            snapshot: 900, history: history, index: 2, count: 3, block: [2, 0, 0, 0]))),
      SpaceUpdate(ordinal: 5, content: .rewound),
    ]
  }
}

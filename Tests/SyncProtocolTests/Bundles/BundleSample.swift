import SyncCore
import SyncProtocol

/// A bundle of one account that two people wrote, made by hand.
struct BundleSample {
  static let anna = ReplicaID(rawValue: 0x8F1C_2204_77B9_03E5)
  static let bernd = ReplicaID(rawValue: 0x21D0_94AE_5C3B_F716)
  static let annaKey = key(7)
  static let berndKey = key(9)
  private static let lineage: UInt64 = 0x5F0C_9A1B_E2D3_4477
  private static let noon: Int64 = 1_772_000_000_000
  private static let salt = [UInt8](repeating: 0x5A, count: PushSignature.saltByteCount)

  let origin = SpaceOrigin(
    publicKey: annaKey?.publicKey ?? [],
    nonce: [UInt8](repeating: 3, count: SpaceRegistration.nonceByteCount))
  var space: SpaceID { origin.space }

  private static func key(_ seed: UInt8) -> DeviceKey? {
    DeviceKey(seed: [UInt8](repeating: seed, count: DeviceKey.byteCount))
  }

  var head: BundleHead {
    BundleHead(
      publicKey: Self.annaKey?.publicKey ?? [], user: "anna", device: "anna-x1",
      lineage: Self.lineage, milliseconds: UInt64(Self.noon))
  }

  /// Anna's two changes around the one that Bernd wrote when he had the first.
  var batches: [ChangeBatch] {
    let deal = RecordKey("opportunity", RecordID(truncating: 5))
    let first = change(
      Dot(Self.anna, 1), "anna", [Write(deal, "name", supersedes: [], value: .text("Kemi"))])
    let second = change(
      Dot(Self.bernd, 1), "bernd", after: [Dot(Self.anna, 1)],
      [Write(deal, "name", supersedes: [Dot(Self.anna, 1)], value: .text("Kemi uptime"))])
    let third = change(
      Dot(Self.anna, 2), "anna", after: [Dot(Self.bernd, 1)],
      [Write(deal, "name", supersedes: [Dot(Self.bernd, 1)], value: .null)])
    let start = chain(of: Self.anna, [])
    return [
      ChangeBatch(runs: [
        run([first], after: start), run([second], after: chain(of: Self.bernd, [])),
      ]),
      ChangeBatch(runs: [run([third], after: chain(of: Self.anna, [first]))]),
    ]
  }

  private func change(
    _ dot: Dot, _ actor: Text, after dependencies: [Dot] = [], _ writes: [Write]
  ) -> Change {
    Change(
      dot: dot, dependencies: dependencies, time: HybridTime(milliseconds: Self.noon),
      actor: actor, clockOffset: 0, intent: .edit, writes: writes)
  }

  private func run(_ changes: [Change], after chain: [UInt8]) -> ChangeRun {
    ChangeRun(
      replica: changes[0].dot.replica, chainPrefix: HashChain.prefix(chain), changes: changes)
  }

  func chain(of replica: ReplicaID, _ changes: [Change]) -> [UInt8] {
    changes.reduce(HashChain.seed(space: space, replica: replica)) {
      HashChain.next(after: $0, canonical: Canonical.encode($1))
    }
  }

  /// What the parts say, each author's changes as one run that the author's own key signed.
  func description() throws -> BundleDescription {
    let changes = Dictionary(grouping: batches.flatMap(\.changes), by: \.dot.replica)
    var signings: [RunSigning] = []
    var authors: [BundleAuthor] = []
    for (replica, key) in [(Self.bernd, Self.berndKey), (Self.anna, Self.annaKey)] {
      let own = changes[replica] ?? []
      let salt = RunHash.salt(push: Self.salt, index: 0)
      let hash = RunHash.hash(
        space: space, replica: replica, from: 1, to: UInt64(own.count),
        chainBefore: chain(of: replica, []), chainAfter: chain(of: replica, own), salt: salt)
      signings.append(
        RunSigning(
          publicKey: key?.publicKey ?? [], runHashes: [hash],
          signature: try key?.signature(of: PushDigest.digest(of: [hash])) ?? []))
      let run = BundleRun(
        from: 1, to: UInt64(own.count), signing: signings.count - 1, salt: salt)
      authors.append(
        BundleAuthor(
          replica: replica, from: 0, accepted: replica == Self.bernd ? 1 : 0, runs: [run],
          chain: nil, prefix: HashChain.prefix(chain(of: replica, own))))
    }
    return BundleDescription(
      space: space, kind: .account, origin: origin, signings: signings, authors: authors)
  }

  /// The whole file, with what a test makes of its description and its blocks.
  func bytes(
    description: BundleDescription? = nil, batches: [ChangeBatch]? = nil, parts: Int = 1,
    sealedBy key: DeviceKey? = annaKey
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try withoutActuallyEscaping({ bytes += $0 }) { sink in
      var writer = try BundleWriter(head, parts: parts, to: sink)
      for _ in 0..<parts {
        try writer.begin(try description ?? self.description())
        for batch in batches ?? self.batches { try writer.write(batch) }
        try writer.end()
      }
      try writer.seal { try key?.signature(of: $0) ?? [] }
    }
    return bytes
  }
}

extension BundleDescription {
  /// The description with another thing in one place.
  func replacing(
    origin: SpaceOrigin? = nil, signings: [RunSigning]? = nil, authors: [BundleAuthor]? = nil
  ) -> BundleDescription {
    BundleDescription(
      space: space, kind: kind, origin: origin ?? self.origin,
      signings: signings ?? self.signings, authors: authors ?? self.authors)
  }
}

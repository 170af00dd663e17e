package import SyncCore
package import SyncProtocol

/// Makes bundles of what a device holds.
package struct BundleMaker<Replica: BundleReplica> {
  private let replica: Replica
  private let head: BundleHead
  private let salt: () -> [UInt8]
  private let sign: (_ digest: [UInt8]) throws -> [UInt8]

  /// A maker for the device whose public key stands in `head`.
  ///
  /// `salt` makes 16 fresh random bytes.
  /// `sign` gives the device key's signature, 64 bytes.
  package init(
    replica: Replica, head: BundleHead, salt: @escaping () -> [UInt8],
    sign: @escaping (_ digest: [UInt8]) throws -> [UInt8]
  ) {
    self.replica = replica
    self.head = head
    self.salt = salt
    self.sign = sign
  }

  /// Writes a bundle of these spaces, with what came after `since` in each; `sink` takes its bytes.
  ///
  /// Spaces without anything new are left out. Returns what was written of each space.
  /// Throws ``BundleRefusal/unknownChain(_:)``, `ProtocolError/tooLarge`, errors of store and sink.
  package func write(
    _ spaces: [SpaceID], since: [SpaceID: VersionVector] = [:],
    to sink: @escaping (_ bytes: [UInt8]) throws -> Void
  ) throws -> [BundleDescription] {
    let held = Dictionary(
      try replica.view().spaces.map { ($0.space, $0) }, uniquingKeysWith: { first, _ in first })
    let descriptions = try Set(spaces).sorted().compactMap { id -> BundleDescription? in
      guard let space = held[id] else { return nil }
      let description = try replica.read(id) { try describe(space, since: since[id], in: $0) }
      return description.changeCount == 0 ? nil : description
    }
    var writer = try BundleWriter(head, parts: descriptions.count, to: sink)
    for description in descriptions {
      try writer.begin(description)
      try replica.read(description.space) { ledger in
        var order = CausalOrder(description, ledger: ledger)
        while let batch = try order.nextBatch() { try writer.write(batch) }
      }
      try writer.end()
    }
    try writer.seal(sign)
    return descriptions
  }

  private func describe(
    _ space: DeviceSpace, since: VersionVector?, in ledger: Replica.Ledger
  ) throws -> BundleDescription {
    let planner = RunPlanner(
      ledger: ledger, accepted: head.lineage == nil ? VersionVector() : try ledger.accepted(),
      own: try ledger.ownReplicas())
    let authors = try ledger.vector().entries.map {
      try planner.author($0, since: since?[$0.replica] ?? 0)
    }
    var signer = RunSigner(space: space.space, publicKey: head.publicKey, salt: salt, sign: sign)
    let signed = try signer.sign(authors)
    return BundleDescription(
      space: space.space, kind: space.kind,
      origin: space.nonce.map { SpaceOrigin(publicKey: head.publicKey, nonce: $0) },
      signings: signer.signings, authors: signed)
  }
}

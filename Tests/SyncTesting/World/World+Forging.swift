internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// How a device that was broken into tries to write in somebody else's name.
  private enum Forgery: CaseIterable {
    /// It signs a colleague's next change itself.
    case foreignReplica
    /// It hands a colleague's next change on with a proof that it made up.
    case madeUpProof
    /// Somebody sends the device's own next change without its key.
    case stolenSession
  }

  /// A device sends what nobody wrote; the hub must take nothing of it.
  func forge(_ device: VirtualDevice) throws {
    let view = device.memory.view()
    let known = view.spaces.filter {
      $0.ordinal != nil && role(of: device, in: $0.space) >= .editor
    }
    guard let space = known.randomElement(using: &generator), let ordinal = space.ordinal,
      let content = hub.spaces[space.space]?.content,
      let forgery = Forgery.allCases.randomElement(using: &generator)
    else { return }
    let own = device.memory.own
    let victims = content.heads.keys.filter { owners[$0] != device.caller.publicKey }.sorted()
    guard let replica = forgery == .stolenSession ? own : victims.randomElement(using: &generator),
      let owner = owners[replica],
      let victim = devices.first(where: { $0.caller.publicKey == owner })
    else { return }
    count("forgery", at: device)
    let head = content.heads[replica]
    let before = head?.chain ?? HashChain.seed(space: space.space, replica: replica)
    let change = forgedChange(replica, after: head, by: victim, in: space.space)
    let after = HashChain.next(after: before, canonical: Canonical.encode(change))
    let run = ChangeRun(
      replica: replica, chainPrefix: HashChain.prefix(before), changes: [change])
    let salt = bytes(PushSignature.saltByteCount)
    let hash = RunHash.hash(
      space: space.space, run: run, chainBefore: before, chainAfter: after,
      salt: RunHash.salt(push: salt, index: 0))
    let stranger = forgery == .stolenSession ? victim.memory.identity.key.otherKey : nil
    let signature = try (stranger ?? device.memory.identity.key)
      .signature(of: PushDigest.digest(of: [hash]))
    let proof = RunProof(
      replica: replica, from: change.dot.sequence, to: change.dot.sequence,
      salt: RunHash.salt(push: salt, index: 0),
      signing: RunSigning(publicKey: owner, runHashes: [hash], signature: signature))
    let isRelayed = forgery == .madeUpProof
    let batch = try ChangeBatch(runs: [run]).encode(naming: PortableNaming()).block
    let listed = view.spaces.filter { $0.ordinal != nil }
      .sorted { ($0.ordinal ?? 0) < ($1.ordinal ?? 0) }
    let request = SyncRequest(
      listVersion: view.listVersion, cursors: .all(listed.map(\.cursor)),
      pushes: [Push(target: .listed(ordinal), batch: batch, proof: isRelayed ? proof : nil)],
      maximumBytes: 0,
      signature: isRelayed ? nil : PushSignature(salt: salt, signature: signature))
    _ = Result { try answer(request.encode(), from: device, by: hub) }
    try lookAtHub(after: device)
  }

  private func forgedChange(
    _ replica: ReplicaID, after head: AuthorHead?, by victim: VirtualDevice, in space: SpaceID
  ) -> Change {
    let key = keys[space]?.first ?? RecordKey("opportunity", RecordID(truncating: 1))
    return Change(
      dot: Dot(replica, (head?.sequence ?? 0) + 1), dependencies: [],
      time: HybridTime(milliseconds: clock.milliseconds), actor: victim.caller.user,
      clockOffset: 0, intent: .edit,
      writes: [Write(key, "owner", supersedes: [], value: .text("forged"))])
  }
}

extension DeviceKey {
  /// A key that nobody has.
  fileprivate var otherKey: DeviceKey? {
    DeviceKey(seed: seed.map { ~$0 })
  }
}

internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Two people meet without a network: one hands a file over, the other takes it in.
  func exchangeBundle(from maker: VirtualDevice, to receiver: VirtualDevice) throws {
    let known = spaces.filter { space in
      maker.memory.spaces[space] != nil && role(of: receiver, in: space) > .none
    }
    // The first space more often, so that bundles build on each other.
    let drawn = roll(1, in: 2) ? known.first : known.randomElement(using: &generator)
    guard maker !== receiver, let space = drawn else { return }
    count("bundle", at: receiver)
    guard let bytes = try makeBundle(of: space, by: maker, for: receiver) else { return }
    let before = receiver.memory.spaces[space]
    if maker.dialect == .later, receiver.dialect != .later {
      let refused = Result { try take(NewerFrame.later(bytes), at: receiver) }
      guard case .failure(ProtocolError.unsupportedVersion) = refused else {
        throw Finding(.refusal, "a bundle of an unknown version is not refused as one")
      }
      return count("refusedBundleVersion", at: receiver)
    }
    do {
      try take(bytes, at: receiver)
      reach(.bundleTaken)
    } catch let refusal as BundleRefusal {
      log?("    refused: \(refusal)")
      reach(.bundleRefused)
      let after = receiver.memory.spaces[space]
      let isSame =
        before?.content.heads == after?.content.heads
        && before?.content.records == after?.content.records && before?.accepted == after?.accepted
      try oracle.expect(.refusal, isSame, "a refused bundle changes device \(receiver.index)")
    } catch MemoryStoreFault.crashed {
      try restart(receiver)
    }
    for space in spaces { try look(receiver, space) }
  }

  /// A bundle with what the receiver lacks, or with everything; nil where there is nothing to hand over.
  private func makeBundle(
    of space: SpaceID, by maker: VirtualDevice, for receiver: VirtualDevice
  ) throws -> [UInt8]? {
    let key = maker.memory.identity.key
    let head = BundleHead(
      publicKey: key.publicKey, user: maker.caller.user, device: maker.alias,
      lineage: maker.memory.hubLineage(), milliseconds: UInt64(clock.milliseconds))
    let salt = bytes(PushSignature.saltByteCount)
    let vector = receiver.memory.spaces[space]?.content.vector ?? VersionVector()
    let since = roll(1, in: 2) ? vector : VersionVector()
    let file = FileInMemory()
    do {
      let written = try BundleMaker(
        replica: maker.memory, head: head, salt: { salt }, sign: { try key.signature(of: $0) }
      ).write([space], since: [space: since], to: { file.bytes += $0 })
      return written.isEmpty ? nil : file.bytes
    } catch let refusal as BundleRefusal {
      log?("    cannot be made: \(refusal)")
      return nil
    }
  }

  private func take(_ bytes: [UInt8], at receiver: VirtualDevice) throws {
    let source = BundleBytes(bytes)
    let bundle = try Bundle.read(source)
    var known: [ReplicaID: KnownDevice] = [:]
    for (replica, publicKey) in owners {
      let device = devices.first { $0.caller.publicKey == publicKey }
      known[replica] = device.map {
        KnownDevice(publicKey: publicKey, actors: $0.caller.actors)
      }
    }
    let own = receiver.memory.identity.key.publicKey
    let taker = BundleReceiver(
      replica: receiver.memory, bundle: bundle, source: source,
      directory: DeviceDirectory(own: own, devices: known), publicKey: own,
      grant: { [self] ledger in role(of: receiver, in: ledger.space) })
    try taker.check()
    for part in bundle.parts { try taker.take(part) }
  }
}

/// The bytes of a file that is being written.
private final class FileInMemory {
  var bytes: [UInt8] = []
}

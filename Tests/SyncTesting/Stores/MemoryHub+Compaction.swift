package import SyncCore
import SyncProtocol
package import SyncSession

extension MemoryHub {
  /// Drops what nobody needs any more of a space: as the real hub does, by the same decisions.
  ///
  /// `active` are the public keys of the devices that count; the others are retired. `now` is in
  /// milliseconds since 1970.
  @discardableResult
  package func compact(
    _ space: SpaceID, active: Set<[UInt8]>, now: Int64, forgettingBodies: Bool = false
  ) throws -> SweepCount {
    guard let author = hubAuthor else { throw MemoryStoreFault.unknownSpace(space) }
    let members = active.filter { key in
      self.author(publicKey: key, in: space).map { $0.role > .none } ?? false
    }
    let slowest = members.map { cursors[$0]?[space] ?? 0 }.min()
    return try write(space) { ledger in
      let floor = min(ledger.durable(), slowest ?? ledger.durable())
      let sequences = ledger.hubSequences
      let sweep = Sweep(
        floor: floor, now: now, hubSequence: { sequences[$0] },
        stamp: { try ledger.stamp(of: $0) })
      let records = Array(ledger.content.records.values)
      var count = try ledger.sweep(
        records, by: sweep, as: author, isDryRun: false,
        nextTime: { HybridTime(milliseconds: now) })
      if forgettingBodies { count.droppedBodies = ledger.dropBodies(upTo: floor) }
      return count
    }
  }

  /// As whom the hub itself writes; a restored hub writes under another name.
  package var hubAuthor: HubAuthor? {
    let lineage = lineage()
    return DeviceKey(seed: Array(repeating: Self.keyByte, count: DeviceKey.byteCount)).map {
      HubAuthor(
        replica: ReplicaID(rawValue: Self.firstReplica + lineage.generation), key: $0)
    }
  }

  /// "H", as the first letter of the hub's key and name.
  private static let keyByte: UInt8 = 0x48
  private static let firstReplica: UInt64 = 0x48 << 56
}

extension MemoryHubLedger {
  /// The hub sequences of all accepted changes.
  var hubSequences: [Dot: UInt64] {
    Dictionary(
      state.order.map { ($0.dot, $0.hubSequence) }, uniquingKeysWith: { first, _ in first })
  }

  /// Forgets the bodies of old changes; stamps, hashes and clocks stay.
  func dropBodies(upTo floor: UInt64) -> Int {
    var count = 0
    for (hubSequence, dot) in state.order where hubSequence <= floor {
      guard let entry = content.log.removeValue(forKey: dot) else { continue }
      content.stamps[dot] = entry.change.stamp
      content.chains[dot] = entry.head.chain
      content.clocks[dot] = entry.head.clock
      count += 1
    }
    raiseFloor(to: floor)
    return count
  }
}

package import SyncCore
package import SyncProtocol

extension DeviceReplica {
  /// Takes an answer in: the list first, then what became of the pushes, then each space's news
  /// in one transaction of its own.
  ///
  /// An answer that contradicts itself changes nothing of that space.
  ///
  /// - Throws: ``IntakeFault``, `ProtocolError`, errors of the store.
  package func take(_ response: SyncResponse, pushes: [LoadedPush]) throws -> Intake {
    var intake = Intake()
    intake.hasMore = response.hasMore
    intake.hasProgress = !response.list.isEmpty
    try note(
      HubNotice(
        hubMilliseconds: response.hubMilliseconds, lineage: response.lineage,
        listVersion: response.listVersion, list: response.list))
    for acknowledgement in response.acknowledgements {
      guard let push = push(acknowledgement.target, among: pushes) else {
        throw IntakeFault.unknownTarget
      }
      try take(acknowledgement, of: push, into: &intake)
    }
    let spaces = Dictionary(
      try view().spaces.compactMap { space in space.ordinal.map { ($0, space.space) } },
      uniquingKeysWith: { first, _ in first })
    for update in response.updates {
      guard let space = spaces[update.ordinal] else {
        throw IntakeFault.unknownOrdinal(update.ordinal)
      }
      try take(update.content, of: space, into: &intake)
    }
    return intake
  }

  private func push(_ target: SpaceTarget, among pushes: [LoadedPush]) -> LoadedPush? {
    switch target {
    case .listed(let ordinal):
      pushes.first { $0.space.ordinal == ordinal }
    case .registered(let index):
      pushes.filter { $0.space.ordinal == nil }.dropFirst(index).first
    }
  }

  private func take(
    _ acknowledgement: Acknowledgement, of push: LoadedPush, into intake: inout Intake
  ) throws {
    let space = push.space.space
    let unsent = push.space.unsent ?? 1
    let refusal: Refusal? =
      if case .refused(let reason) = acknowledgement.result { reason } else { nil }
    try write(space) { ledger in
      let encoded = push.outbox.encoded
      try ledger.learn(
        records: Dictionary(
          zip(acknowledgement.recordOrdinals, encoded.portableRecords), uniquingKeysWith: { $1 }),
        replicas: Dictionary(
          zip(acknowledgement.replicaNumbers, encoded.portableReplicas), uniquingKeysWith: { $1 }))
      try ledger.acknowledge(
        accepted: acknowledgement.accepted, durable: acknowledgement.durable, refusal: refusal)
    }
    let accepted = acknowledgement.accepted
    intake.acknowledged += accepted >= unsent ? accepted - unsent + 1 : 0
    switch acknowledgement.result {
    case .accepted, .gap: intake.hasProgress = true
    case .retry, .missing: intake.refusals[space] = acknowledgement.result
    case .fork, .refused:
      intake.refusals[space] = acknowledgement.result
      intake.settled.insert(space)
    }
  }

  private func take(
    _ content: UpdateContent, of space: SpaceID, into intake: inout Intake
  ) throws {
    intake.hasProgress = true
    switch content {
    case .changes(let cursor, let block):
      let applied = try write(space) { ledger in
        let decoded = try ChangeBatch.decode(block, naming: ledger)
        try ledger.learn(records: decoded.announcedRecords, replicas: decoded.announcedReplicas)
        var integrator = try Integrator(ledger: ledger)
        let outcome = try integrator.integrate(decoded.batch)
        guard outcome == .complete else { throw IntakeFault.inconsistent(space, outcome) }
        try integrator.finish()
        for change in integrator.applied { try ledger.receive(change.time) }
        try ledger.setCursor(cursor)
        return integrator.applied
      }
      if !applied.isEmpty { intake.received[space, default: []] += applied }
    case .chunk(let snapshot, let index, let count, let block):
      intake.snapshotRecords += try write(space) { ledger in
        let chunk = SnapshotChunk(snapshot: snapshot, index: index, count: count, block: block)
        guard let blocks = try ledger.keep(chunk) else { return 0 }
        let loaded = try ledger.load(try blocks.map { try SnapshotPart.decode($0) })
        try ledger.setCursor(snapshot)
        return loaded
      }
    }
  }
}

extension DeviceLedger {
  /// Joins a snapshot with what the device holds: own changes that the hub does not know stay.
  ///
  /// - Returns: the count of records in the snapshot.
  func load(_ parts: [SnapshotPart]) throws -> Int {
    let mine = try vector()
    let theirs = VersionVector(
      parts.flatMap(\.heads).map { Dot($0.replica, $0.head.sequence) })
    var kept = Dictionary(uniqueKeysWithValues: try records().map { ($0.key, $0) })
    var ordinals: [UInt64: RecordKey] = [:]
    var numbers: [UInt64: ReplicaID] = [:]
    var count = 0
    for part in parts {
      try adopt(part)
      for head in part.heads { numbers[head.number] = head.replica }
      for entry in part.records {
        let key = entry.record.key
        ordinals[entry.ordinal] = key
        count += 1
        let own = kept.removeValue(forKey: key) ?? Record(key)
        try save(own.joined(with: entry.record, applied: mine, otherApplied: theirs))
      }
    }
    // What the snapshot lacks although the hub has applied it was superseded away there.
    for record in kept.values.sorted(by: { $0.key < $1.key }) {
      try save(record.joined(with: Record(record.key), applied: mine, otherApplied: theirs))
    }
    try learn(records: ordinals, replicas: numbers)
    return count
  }
}

/// An answer that cannot be right.
package enum IntakeFault: Error, Hashable, Sendable {
  case unknownTarget
  case unknownOrdinal(UInt64)
  /// A batch that cannot be applied where the hub says the device stands.
  case inconsistent(SpaceID, Integration)
}

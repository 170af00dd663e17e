internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// The network heals, everybody syncs, and everything must be where it belongs.
  func settle() throws {
    hub.crash = nil
    for device in devices { device.memory.crash = nil }
    agreeOnVersion()
    for space in spaces { grantRefused(in: space) }
    while !late.isEmpty { try deliverLate() }
    for device in devices { abandon(device) }
    // One round in which everybody sends, one in which everybody gets the rest; where histories
    // differ, more, but never more than a few for each device.
    let rounds = 2 * devices.count + 2
    var isAtRest = false
    for _ in 0..<rounds where !isAtRest {
      let before = fingerprint()
      isAtRest = true
      for device in devices {
        guard let summary = try converse(device) else { continue }
        if !isQuiet(summary, at: device)
          || device.memory.view().spaces.contains(where: {
            $0.isRecovering && role(of: device, in: $0.space) > .none
          })
        {
          isAtRest = false
        }
      }
      if before != fingerprint() { isAtRest = false }
    }
    try oracle.expect(.delivery, isAtRest, "after \(rounds) rounds something still moves")
    for device in devices { try expectSent(device) }
    let before = fingerprint()
    for device in devices {
      let summary = try converse(device)
      try oracle.expect(
        .idleness, summary.map { isQuiet($0, at: device) } ?? false,
        "device \(device.index) is not quiet")
    }
    try oracle.expect(.idleness, before == fingerprint(), "an idle exchange changes the hub")
    try lookAtEnd()
  }

  /// The outbox is empty, but for what the hub refuses.
  private func expectSent(_ device: VirtualDevice) throws {
    for space in device.memory.view().spaces where role(of: device, in: space.space) > .none {
      let blocked = heldBack(at: device, in: space.space)
      for head in space.outbox {
        // A run that another device signed is offered as a whole, even where the hub has its beginning.
        let known = hub.spaces[space.space]?.content.heads[head.replica]?.sequence ?? 0
        let first = Dot(head.replica, max(head.from, known + 1))
        let entry = oracle.entry(first, of: device.holder, in: space.space)
        try oracle.expect(
          .delivery, entry.map(blocked.contains) ?? false,
          "device \(device.index) still has \(first) to send")
      }
    }
  }

  /// Whether a conversation moved nothing.
  ///
  /// A device is stuck only while it offers what depends on a change that the hub has to refuse: the
  /// hub waits for that one. What the hub refuses itself is settled with the refusal.
  private func isQuiet(_ summary: SyncSummary, at device: VirtualDevice) -> Bool {
    guard summary.sent == 0, summary.receivedCount == 0 else { return false }
    return !summary.isStuck || spaces.contains { offersWaiting(device, in: $0) }
  }

  /// Whether a device offers a change that the hub would take if it had not to refuse another one.
  private func offersWaiting(_ device: VirtualDevice, in space: SpaceID) -> Bool {
    guard let state = device.memory.view().spaces.first(where: { $0.space == space }),
      role(of: device, in: space) > .none
    else { return false }
    let refused = refused(in: space)
    let waiting = blocked(in: space).subtracting(refused)
    return state.outbox.contains { head in
      oracle.line(of: head.replica, held: device.holder, in: space).contains(
        where: waiting.contains)
    }
  }

  /// What the hub has to refuse of a space.
  private func refused(in space: SpaceID) -> Set<Int> {
    oracle.refused(in: space) { actor in
      let author = devices.first { $0.caller.actors.contains(actor) }
      return author.map { role(of: $0, in: space) >= .editor } ?? false
    }
  }

  /// What the hub has to refuse of a space, and what depends on it.
  private func blocked(in space: SpaceID) -> Set<Int> {
    oracle.blocked(in: space, by: refused(in: space))
  }

  /// The same at a device whose user may write nothing: it can put nothing right, and a run that others
  /// signed goes only as a whole, so that one of its changes holds back all.
  private func heldBack(at device: VirtualDevice, in space: SpaceID) -> Set<Int> {
    var blocked = blocked(in: space)
    if role(of: device, in: space) >= .editor { return blocked }
    let own = device.memory.incarnation.replicas
    let proofs = (device.memory.spaces[space]?.proofs ?? []).filter { !own.contains($0.replica) }
    while true {
      var more = blocked
      for proof in proofs {
        let run = (proof.from...proof.to).compactMap {
          oracle.entry(Dot(proof.replica, $0), of: device.holder, in: space)
        }
        if run.contains(where: blocked.contains) { more.formUnion(run) }
      }
      more = oracle.blocked(in: space, by: more)
      if more.count == blocked.count { return blocked }
      blocked = more
    }
  }

  /// About half of those whose changes are refused get the right to write after all.
  private func grantRefused(in space: SpaceID) {
    guard hub.spaces[space] != nil else { return }
    for device in devices {
      let hasUnsent = device.memory.view().spaces.contains {
        $0.space == space && $0.hasUnsent
      }
      if hasUnsent, role(of: device, in: space) < .editor, roll(1, in: 2) {
        grant(.editor, to: device.caller.user, in: space)
      }
    }
  }

  private func lookAtEnd() throws {
    for space in spaces {
      guard let hubSpace = hub.spaces[space] else { continue }
      _ = try oracle.look(at: hubSpace.content, of: .hub, whole: true)
      try oracle.checkReadings(
        hubSpace.content, of: .hub, texts: values[space] ?? ValueSource(space: space))
      try oracle.checkLife(hubSpace.content, of: .hub)
      if hubSpace.content.records.values.contains(where: { $0.life == .quarantined }) {
        reach(.quarantined)
      }
      for device in devices { try lookAtEnd(device, hubSpace) }
      try oracle.checkConservation(in: space, blocked: blocked(in: space)) { index, change in
        let content = devices[index].memory.spaces[space]?.content
        return content?.log[change.dot]?.change == change
          && role(of: devices[index], in: space) > .none
      }
    }
  }

  private func lookAtEnd(_ device: VirtualDevice, _ hubSpace: MemoryHubSpace) throws {
    let space = hubSpace.content.space
    try look(device, space, whole: true)
    let name = "device \(device.index)"
    let role = role(of: device, in: space)
    guard role > .none else { return }
    guard let state = device.memory.spaces[space] else {
      throw Finding(.delivery, "\(name) never got \(space)")
    }
    try oracle.checkReadings(
      state.content, of: device.holder, texts: values[space] ?? ValueSource(space: space))
    try oracle.checkLife(state.content, of: device.holder)
    let beyond = try oracle.difference(between: device.holder, and: .hub, in: space)
    if !beyond.isEmpty {
      let blocked = heldBack(at: device, in: space)
      let gone = oracle.gone[space] ?? []
      try oracle.expect(
        .delivery,
        beyond.allSatisfy { $0.isAhead && (blocked.contains($0.index) || gone.contains($0.index)) },
        "\(name) ends without or beyond \(beyond.map(\.dot))")
      reach(.keptInOutbox)
    }
    try oracle.expect(
      .delivery, state.cursor == hubSpace.hubSequence,
      "\(name) ends at cursor \(state.cursor) of \(hubSpace.hubSequence)")
    try oracle.expect(.progress, state.chunks.isEmpty, "\(name) still fetches a snapshot")
    try oracle.expect(.progress, !state.isRecovering, "\(name) still waits to be put right")
  }

  /// The hub's whole state in short.
  func fingerprint() -> [String] {
    spaces.compactMap { hub.spaces[$0] }.map { state in
      "\(state.hubSequence) \(StateDigest.text(state.content.records.values))"
    }
  }

  /// Requests that were handled before come once more: nothing may change.
  func replay(_ count: Int) throws {
    let before = fingerprint()
    report.trace.add(before.joined())
    for _ in 0..<count {
      guard let delivery = delivered.randomElement(using: &generator) else { return }
      _ = try receive(delivery.request, from: delivery.device)
    }
    try oracle.expect(
      .replay, before == fingerprint(), "a request that is repeated changes the hub")
  }
}

extension SyncSummary {
  /// The summary in a line.
  var line: String {
    "sent \(sent), received \(receivedCount), snapshot \(snapshotRecords), refused "
      + "\(Array(refusals.values)), recovered \(recovered.count), recovering \(recovering.count)"
      + (isStuck ? ", stuck" : "")
  }
}

extension DeviceSpace {
  /// Whether something waits to be sent.
  var hasUnsent: Bool { !outbox.isEmpty }
}

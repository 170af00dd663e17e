internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// One round in which everybody sends, one in which everybody gets the rest.
  private static let roundsUntilQuiet = 2

  /// The network heals, everybody syncs, and everything must be where it belongs.
  func settle() throws {
    network.heal()
    for space in spaces { grantRefused(in: space) }
    while !late.isEmpty { try deliverLate() }
    for device in devices { abandon(device) }
    for _ in 0..<Self.roundsUntilQuiet {
      for device in devices { try expectSent(device, after: try converse(device)) }
    }
    let before = fingerprint()
    for device in devices {
      let summary = try converse(device)
      let isQuiet = summary.sent == 0 && summary.receivedCount == 0 && !summary.isStuck
      try oracle.expect(isQuiet, "device \(device.index) is not quiet after \(summary)")
    }
    try oracle.expect(before == fingerprint(), "an idle exchange changes the hub")
    try checkEnd()
  }

  /// One conversation empties the outbox, but for what the hub refuses.
  private func expectSent(_ device: VirtualDevice, after summary: SyncSummary) throws {
    for space in device.memory.view().spaces
    where space.unsent != nil && role(of: device, in: space.space) >= .editor {
      throw Finding("device \(device.index) still has unsent changes after \(summary)")
    }
  }

  /// About half of those whose changes are refused get the right to write after all.
  private func grantRefused(in space: SpaceID) {
    guard hub.spaces[space] != nil else { return }
    for device in devices {
      let hasUnsent = device.memory.view().spaces.contains {
        $0.space == space && $0.unsent != nil
      }
      if hasUnsent, role(of: device, in: space) < .editor, roll(1, in: 2) {
        grant(.editor, to: device.caller.user, in: space)
      }
    }
  }

  /// One whole conversation over a perfect network.
  func converse(_ device: VirtualDevice) throws -> SyncSummary {
    let salt = bytes(PushSignature.saltByteCount)
    let conversation = DeviceConversation(
      replica: device.memory, configuration: plan.initiator, salt: { salt },
      sign: { try device.memory.identity.key.signature(of: $0) })
    let summary = try conversation.runSynchronously { request in
      guard let answer = try receive(request, from: device) else { throw Finding("no answer") }
      report.trace.add(answer)
      return answer
    }
    for space in spaces { try check(device, space) }
    return summary
  }

  private func checkEnd() throws {
    for space in spaces {
      guard let hubSpace = hub.spaces[space] else { continue }
      try oracle.check(hubSpace.content, of: "the hub")
      try oracle.checkLife(hubSpace.content)
      for device in devices { try checkEnd(device, hubSpace) }
    }
    try oracle.checkConservation(devices, hub: hub) { replica, space in
      let device = devices.first { $0.replica == replica }
      return device.map { role(of: $0, in: space) >= .editor } ?? false
    }
  }

  private func checkEnd(_ device: VirtualDevice, _ hubSpace: MemoryHubSpace) throws {
    device.checked = [:]
    try check(device, hubSpace.content.space)
    let space = hubSpace.content.space
    let role = role(of: device, in: space)
    let name = "device \(device.index)"
    guard role > .none else { return }
    guard let state = device.memory.spaces[space] else {
      throw Finding("\(name) never got \(space)")
    }
    var expected = hubSpace.content.vector
    if role < .editor, let own = state.content.heads[device.replica] {
      if own.sequence > expected[device.replica] { reach(.keptInOutbox) }
      expected.insert(Dot(device.replica, own.sequence))
    }
    try oracle.expect(
      state.content.vector == expected, "\(name) ends at \(state.content.vector), not \(expected)")
    try oracle.expect(
      state.cursor == hubSpace.hubSequence, "\(name) ends at cursor \(state.cursor)")
    try oracle.expect(state.chunks.isEmpty, "\(name) still fetches a snapshot")
  }

  /// The hub's whole state in short.
  private func fingerprint() -> [String] {
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
      _ = try answer(again: delivery)
    }
    try oracle.expect(before == fingerprint(), "a request that is repeated changes the hub")
  }

  private func answer(again delivery: Delivery) throws -> [UInt8]? {
    try receive(delivery.request, from: delivery.device)
  }
}

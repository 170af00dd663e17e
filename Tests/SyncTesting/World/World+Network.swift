internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Moves a device's conversation on by one message.
  func advance(_ device: VirtualDevice) throws {
    switch device.lane {
    case .idle:
      var session = VirtualSession(
        replica: device.memory, configuration: plan.initiator,
        salt: bytes(PushSignature.saltByteCount))
      let step = try session.begin()
      go(device, session, step)
    case .requesting(let session, let request):
      try deliver(request, of: session, from: device)
    case .answered(let session, let answer, let hubStep):
      if hubStep != self.hubStep { network.count(.reordered) }
      try deliver(answer, to: session, at: device)
    }
  }

  private func go(_ device: VirtualDevice, _ session: VirtualSession, _ step: VirtualSession.Step) {
    switch step {
    case .request(let request): device.lane = .requesting(session, request)
    case .finished(let summary):
      device.lane = .idle
      if summary.snapshotRecords > 0 { reach(.snapshotLoaded) }
    }
  }

  private func deliver(
    _ request: [UInt8], of session: VirtualSession, from device: VirtualDevice
  ) throws {
    if network.strikes(.lostRequest, using: &generator) { return abandon(device) }
    if network.strikes(.truncatedRequest, using: &generator) {
      try refuseTruncated(request, from: device)
      return abandon(device)
    }
    if network.strikes(.damagedRequest, using: &generator) {
      // The transport notices damage; what is tested here is that the hub survives it.
      let damaged = FakeNetwork.damaged(request, using: &generator)
      _ = Result { try answer(damaged, from: device, by: hub.copy()) }
      return abandon(device)
    }
    let isFetching = device.memory.spaces.values.contains { !$0.chunks.isEmpty }
    if isFetching, network.strikes(.expiredSnapshot, using: &generator) { hub.dropSnapshots() }
    if network.strikes(.lateRequest, using: &generator) {
      late.append(Delivery(device: device, request: request))
    }
    if network.strikes(.repeatedRequest, using: &generator) {
      guard try receive(request, from: device) != nil else { return abandon(device) }
    }
    guard let answer = try receive(request, from: device) else { return abandon(device) }
    report.trace.add(answer)
    device.lane = .answered(session, answer, hubStep: hubStep)
  }

  private func deliver(
    _ answer: [UInt8], to session: VirtualSession, at device: VirtualDevice
  ) throws {
    if network.strikes(.lostResponse, using: &generator) { return abandon(device) }
    if network.strikes(.truncatedResponse, using: &generator) {
      let truncated = FakeNetwork.truncated(answer, using: &generator)
      if (try? SyncResponse.decode(truncated)) != nil {  // An error is what must come.
        throw Finding("a truncated answer is taken for a whole one")
      }
      return abandon(device)
    }
    if network.strikes(.damagedResponse, using: &generator) {
      let damaged = FakeNetwork.damaged(answer, using: &generator)
      _ = Result { try session.receive(damaged, instead: device.memory.copy()) }
      return abandon(device)
    }
    var session = session
    if network.strikes(.repeatedResponse, using: &generator) {
      try session.receive(answer, instead: device.memory)
    }
    crashSoon(device)
    do {
      let step = try session.receive(answer)
      go(device, session, step)
    } catch MemoryStoreFault.crashed {
      abandon(device)
    }
    device.memory.transactionsUntilCrash = nil
    for space in spaces { try check(device, space) }
  }

  private func refuseTruncated(_ request: [UInt8], from device: VirtualDevice) throws {
    let truncated = FakeNetwork.truncated(request, using: &generator)
    let result = Result { try answer(truncated, from: device, by: hub) }
    if case .success = result {
      throw Finding("a truncated request is taken for a whole one")
    }
  }

  /// The hub's answer; nil where the hub died over the request.
  func receive(_ request: [UInt8], from device: VirtualDevice) throws -> [UInt8]? {
    hubStep += 1
    if network.strikes(.hubCrash, using: &generator) {
      hub.transactionsUntilCrash = Int.random(in: 0...2, using: &generator)
    }
    defer { hub.transactionsUntilCrash = nil }
    let before = takenChanges(of: device)
    defer { for _ in before.count..<hub.spaces.count { reach(.spaceRegistered) } }
    do {
      let answer = try answer(request, from: device, by: hub)
      delivered.append(Delivery(device: device, request: request))
      try WireTap(hub: hub) { self.role(of: device, in: $0) }
        .check(answer, list: hub.list(of: device.caller.user).spaces)
      try checkHub(after: before, device)
      return answer
    } catch MemoryStoreFault.crashed {
      try checkHub(after: before, device)
      return nil
    }
  }

  private func takenChanges(of device: VirtualDevice) -> [SpaceID: UInt64] {
    hub.spaces.mapValues { $0.content.heads[device.replica]?.sequence ?? 0 }
  }

  /// Only the caller's own changes can have come, and only where the caller may write.
  private func checkHub(after before: [SpaceID: UInt64], _ device: VirtualDevice) throws {
    for space in spaces {
      guard let state = hub.spaces[space] else { continue }
      let taken = state.content.heads[device.replica]?.sequence ?? 0
      if taken > before[space] ?? 0, device.memory.spaces[space]?.refusal != nil {
        reach(.refusedThenTaken)
      }
      try oracle.checkOrder(state) { change in
        change.dot.replica == device.replica && role(of: device, in: space) >= .editor
      }
      if taken > before[space] ?? 0 {
        try oracle.check(state.content, of: "the hub", comparesDigest: false)
      }
    }
  }

  private func answer(
    _ request: [UInt8], from device: VirtualDevice, by hub: MemoryHub
  ) throws -> [UInt8] {
    var conversation = try HubConversation(
      replica: hub, caller: device.caller, hubMilliseconds: UInt64(clock.milliseconds),
      configuration: plan.responder)
    var outcome = try conversation.receive(request)
    if case .hold = outcome { outcome = try conversation.wake() }
    guard case .answer(let answer) = outcome else { throw Finding("the hub holds twice") }
    return answer
  }

  /// A request that was delayed arrives after newer ones; nobody waits for its answer.
  func deliverLate() throws {
    guard !late.isEmpty else { return }
    let delivery = late.removeFirst()
    _ = try receive(delivery.request, from: delivery.device)
  }
}

internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Moves a device's conversation on by one message.
  func advance(_ device: VirtualDevice, _ faults: [Fault]) throws {
    do {
      switch device.lane {
      case .idle:
        var session = VirtualSession(
          replica: device.memory, configuration: knobs.initiator,
          salt: bytes(PushSignature.saltByteCount))
        let step = try session.begin()
        go(device, session, step)
      case .requesting(let session, let request):
        try deliver(request, of: session, from: device, faults)
      case .answered(let session, let answer, let hubStep):
        if hubStep != self.hubStep { count("reordered", at: device) }
        try deliver(answer, to: session, at: device, faults)
      }
    } catch MemoryStoreFault.crashed {
      try restart(device)
    }
  }

  private func noteRecoveries(_ summary: SyncSummary) { recoveries += summary.recovered.count }

  private func go(_ device: VirtualDevice, _ session: VirtualSession, _ step: VirtualSession.Step) {
    switch step {
    case .request(let request):
      log?("    device \(device.index) sends \(request.count) bytes")
      device.lane = .requesting(session, spoken(request, by: device))
    case .finished(let summary):
      noteRecoveries(summary)
      log?("    device \(device.index) ends: \(summary.line)")
      device.lane = .idle
      if summary.snapshotRecords > 0 { reach(.snapshotLoaded) }
    }
  }

  private func strikes(_ fault: Fault, _ faults: [Fault], at device: VirtualDevice) -> Bool {
    guard faults.contains(fault) else { return false }
    count(fault.rawValue, at: device)
    return true
  }

  private func deliver(
    _ request: [UInt8], of session: VirtualSession, from device: VirtualDevice, _ faults: [Fault]
  ) throws {
    if strikes(.lostRequest, faults, at: device) { return abandon(device) }
    if strikes(.truncatedRequest, faults, at: device) {
      try refuseTruncated(request, from: device)
      return abandon(device)
    }
    if strikes(.damagedRequest, faults, at: device) {
      // The transport notices damage; what is tested here is that the hub survives it.
      let damaged = Fault.damaged(request, using: &generator)
      _ = Result { try answer(damaged, from: device, by: hub.copy()) }
      return abandon(device)
    }
    if strikes(.lateRequest, faults, at: device) {
      late.append(Delivery(device: device, request: request))
    }
    if strikes(.repeatedRequest, faults, at: device) {
      guard try receive(request, from: device) != nil else { return abandon(device) }
    }
    guard let answer = try receive(request, from: device) else { return abandon(device) }
    report.trace.add(answer)
    device.lane = .answered(session, answer, hubStep: hubStep)
  }

  private func deliver(
    _ answer: [UInt8], to session: VirtualSession, at device: VirtualDevice, _ faults: [Fault]
  ) throws {
    if strikes(.lostResponse, faults, at: device) { return abandon(device) }
    if strikes(.truncatedResponse, faults, at: device) {
      let truncated = Fault.truncated(answer, using: &generator)
      if (try? SyncResponse.decode(truncated)) != nil {  // An error is what must come.
        throw Finding(.truncation, "a truncated answer is taken for a whole one")
      }
      return abandon(device)
    }
    if strikes(.damagedResponse, faults, at: device) {
      let damaged = Fault.damaged(answer, using: &generator)
      if (try? SyncResponse.decode(damaged)) != nil {  // The checksum at its end tells.
        throw Finding(.truncation, "a damaged answer is taken for a whole one")
      }
      return abandon(device)
    }
    var session = session
    let answer = try NewerFrame.present(response: answer)
    if strikes(.repeatedResponse, faults, at: device) {
      try session.receive(answer, instead: device.memory)
    }
    let step = try session.receive(answer)
    go(device, session, step)
    for space in spaces { try look(device, space) }
  }

  private func refuseTruncated(_ request: [UInt8], from device: VirtualDevice) throws {
    let truncated = Fault.truncated(request, using: &generator)
    let result = Result { try answer(truncated, from: device, by: hub) }
    if case .success = result {
      throw Finding(.truncation, "a truncated request is taken for a whole one")
    }
    oracle.note(.truncation)
  }

  /// The hub's answer; nil where the hub died over the request.
  func receive(_ request: [UInt8], from device: VirtualDevice) throws -> [UInt8]? {
    hubStep += 1
    // What the device wrote again is known before the hub has it.
    for space in spaces { try look(device, space) }
    contacts[device.caller.publicKey] = clock.milliseconds
    let before = hub.spaces.count
    defer { for _ in before..<max(hub.spaces.count, before) { reach(.spaceRegistered) } }
    if NewerFrame.isLater(request), hubDialect != .later {
      let before = fingerprint()
      let result = Result { try answer(request, from: device, by: hub) }
      guard case .failure(ProtocolError.unsupportedVersion) = result else {
        throw Finding(.refusal, "the hub answers a version that it does not speak")
      }
      try refuseVersion(of: device, since: before)
      return nil
    }
    do {
      let answer = try answer(request, from: device, by: hub)
      if diesOverChunks(for: device) { throw MemoryStoreFault.crashed }
      // What was not taken then may be taken later.
      // An answer in a newer form is not looked into.
      let response = try? SyncResponse.decode(answer)
      if response?.acknowledgements.allSatisfy({ $0.result == .accepted }) ?? true {
        delivered.append(Delivery(device: device, request: request))
      }
      let read = try NewerFrame.present(response: answer)
      try WireTap(hub: hub) { self.role(of: device, in: $0) }
        .check(read, list: hub.list(of: device.caller.user).spaces)
      oracle.note(.isolation)
      try checkSize(read)
      try lookAtHub(after: device)
      return answer
    } catch MemoryStoreFault.crashed {
      count("hubCrash", at: device)
      if let place = hub.crash?.place { count("hubCrash.\(place.rawValue)", at: device) }
      reach(.hubCrashed)
      hub.crash = nil
      oracle.note(.crash)
      try lookAtHub(after: device)
      return nil
    }
  }

  /// Whether the hub dies behind its work for a device that fetches a snapshot, before it answers.
  ///
  /// Handing out chunks writes little, so that deaths at writes seldom meet it: some fleets make up for it.
  private func diesOverChunks(for device: VirtualDevice) -> Bool {
    guard !hasDiedOverChunks, report.seed.rawValue % Self.fleetsPerDeathOverChunks == 0,
      case .requesting = device.lane, state(of: device) == .fetching
    else { return false }
    hasDiedOverChunks = true
    return true
  }

  /// In one fleet of so many the hub dies once over chunks, where somebody fetches some: that every
  /// disturbance meets every state a hundred times in ten thousand fleets.
  private static let fleetsPerDeathOverChunks: UInt64 = 50

  func answer(
    _ request: [UInt8], from device: VirtualDevice, by hub: MemoryHub
  ) throws -> [UInt8] {
    var conversation = try HubConversation(
      replica: hub, caller: device.caller, hubMilliseconds: UInt64(clock.milliseconds),
      configuration: knobs.responder)
    var outcome = try conversation.receive(understood(request))
    if case .hold = outcome { outcome = try conversation.wake() }
    guard case .answer(let answer) = outcome else {
      throw Finding(.progress, "the hub holds twice")
    }
    return try spoken(answer, to: request)
  }

  /// The blocks of an answer without the last one keep to the limit, and so do those of each space.
  private func checkSize(_ answer: [UInt8]) throws {
    let sizes = try SyncResponse.decode(answer).updates.map { update in
      switch update.content {
      case .changes(let changes): UInt64(changes.batch.count)
      case .chunk(let chunk): UInt64(chunk.block.count)
      case .rewound: UInt64(0)
      }
    }
    let limit = min(knobs.responder.maximumBytes, knobs.initiator.maximumBytes)
    try oracle.expect(
      .answerSize, sizes.dropLast().reduce(0, +) <= limit,
      "an answer has \(sizes.reduce(0, +)) bytes, at most \(limit) were asked for")
  }

  /// A request that was delayed arrives after newer ones; nobody waits for its answer.
  func deliverLate() throws {
    guard !late.isEmpty else { return }
    let delivery = late.removeFirst()
    count("late", at: delivery.device)
    _ = try receive(delivery.request, from: delivery.device)
  }

  /// One whole conversation over a good network.
  func sync(_ device: VirtualDevice) throws {
    abandon(device)
    do {
      if let summary = try converse(device) {
        if summary.snapshotRecords > 0 { reach(.snapshotLoaded) }
      }
    } catch MemoryStoreFault.crashed {
      try restart(device)
    }
  }

  /// One whole conversation; nil where the hub died in it.
  func converse(_ device: VirtualDevice) throws -> SyncSummary? {
    let salt = bytes(PushSignature.saltByteCount)
    let conversation = DeviceConversation(
      replica: device.memory, configuration: knobs.initiator, salt: { salt },
      sign: { try device.memory.identity.key.signature(of: $0) })
    defer { hub.crash = nil }
    do {
      let summary = try conversation.runSynchronously { request in
        guard let answer = try receive(spoken(request, by: device), from: device) else {
          throw HubDied()
        }
        report.trace.add(answer)
        return try NewerFrame.present(response: answer)
      }
      for space in spaces { try look(device, space) }
      noteRecoveries(summary)
      try oracle.expect(
        .calm, !isCalm || recoveries == 0,
        "\(recoveries) spaces had to be put right although nothing had happened to anybody")
      log?("    device \(device.index) syncs: \(summary.line)")
      return summary
    } catch is HubDied {
      for space in spaces { try look(device, space) }
      return nil
    }
  }

  private struct HubDied: Error {}

  /// A device that died is started again: its conversation is gone, its store is as the last commit left it.
  func restart(_ device: VirtualDevice) throws {
    count("deviceCrash", at: device)
    if let place = device.memory.crash?.place { count("deviceCrash.\(place.rawValue)", at: device) }
    reach(.deviceCrashed)
    // What a process knows beside its store is gone with it.
    device.memory = device.memory.copy()
    device.memory.crash = nil
    abandon(device)
    oracle.note(.crash)
    for space in spaces { try look(device, space) }
  }

  /// Ends a conversation in the middle; the next one goes on where the store stands.
  func abandon(_ device: VirtualDevice) {
    if case .idle = device.lane { return }
    if device.memory.spaces.values.contains(where: { !$0.chunks.isEmpty }) {
      count("interruptedSnapshot", at: device)
    }
    device.lane = .idle
  }
}

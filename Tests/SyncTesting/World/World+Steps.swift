internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Editors that a person can have open at once.
  private static let maximumOpenEditors = 2
  /// Changes of the first space after which devices may join.
  private static let changesBeforeJoin: UInt64 = 4

  /// One thing happens.
  func step() throws {
    clock.advance(by: Int64.random(in: 0...600_000, using: &generator))
    guard let device = devices.randomElement(using: &generator) else { return }
    report.trace.add([UInt8(device.index)])
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<36: try edit(device)
    case 36..<40: try open(device)
    case 40..<46: try save(device)
    case 46..<88: try advance(device)
    case 88..<91: changeRole()
    case 91..<93: try register(device)
    case 93..<95: try deliverLate()
    default: join()
    }
    if network.strikes(.clockJump, using: &generator) {
      device.clock.skew = plan.skew.draw(using: &generator)
    }
  }

  private func edit(_ device: VirtualDevice) throws {
    guard let space = randomSpace(of: device) else { return }
    try write(try planEdit(device, in: space), at: device)
  }

  private func open(_ device: VirtualDevice) throws {
    guard device.open.count < Self.maximumOpenEditors, let space = randomSpace(of: device)
    else { return }
    // A person who is asked for confirmation deletes what was shown before the question.
    let deletion =
      roll(1, in: 4)
      ? try device.memory.read(space) { ledger in
        try author(device, in: space).planDeletion(in: ledger, using: &generator)
      } : nil
    device.open.append(try deletion ?? planEdit(device, in: space))
  }

  private func save(_ device: VirtualDevice) throws {
    guard let index = device.open.indices.randomElement(using: &generator) else { return }
    let plan = device.open.remove(at: index)
    if device.memory.spaces[plan.space]?.content.vector != plan.writes.first?.shown.vector {
      reach(.staleSave)
    }
    try write(plan, at: device)
  }

  private func randomSpace(of device: VirtualDevice) -> SpaceID? {
    let known = spaces.filter { device.memory.spaces[$0] != nil }
    // The first space more often, so that edits meet.
    return roll(1, in: 2) ? known.first : known.randomElement(using: &generator)
  }

  private func author(_ device: VirtualDevice, in space: SpaceID) -> VirtualAuthor {
    VirtualAuthor(
      space: space, own: device.replica, keys: keys[space] ?? [], planted: planted)
  }

  private func planEdit(_ device: VirtualDevice, in space: SpaceID) throws -> PlannedEdit {
    let author = author(device, in: space)
    var source = values[space] ?? ValueSource(space: space)
    defer { values[space] = source }
    return try device.memory.read(space) { ledger in
      try author.plan(in: ledger, values: &source, using: &generator)
    }
  }

  /// Commits an edit, unless the device dies in it.
  private func write(_ plan: PlannedEdit, at device: VirtualDevice) throws {
    let author = author(device, in: plan.space)
    var applied = VersionVector()
    crashSoon(device)
    do {
      let user = roll(1, in: 4) ? device.alias : device.caller.user
      let entry = try device.memory.commit(in: plan.space, as: user) { ledger in
        applied = ledger.vector()
        return author.draft(of: plan, in: ledger)
      }
      guard let entry else { throw Finding("an edit wrote nothing") }
      try oracle.note(AuthoredChange(change: entry.change, plan: plan, applied: applied))
      report.trace.add(entry.head.chain.prefix(8))
      count(plan)
      try check(device, plan.space, comparesDigest: false)
    } catch MemoryStoreFault.crashed {
      abandon(device)
    }
    device.memory.transactionsUntilCrash = nil
  }

  private func count(_ plan: PlannedEdit) {
    for write in plan.writes {
      if case .candidate = write.reach { reach(.candidateReplaced) }
      if case .deleted = write.value { reach(.deletion) }
    }
    if plan.intent == .resolve { reach(.resolution) }
    if plan.intent == .undo { reach(.restoration) }
  }

  private func changeRole() {
    guard let space = spaces.randomElement(using: &generator), hub.spaces[space] != nil,
      let user = users.randomElement(using: &generator)
    else { return }
    let role = [SpaceRole.none, .viewer, .editor, .editor, .manager]
      .randomElement(using: &generator)
    grant(role ?? .editor, to: user, in: space)
  }

  /// A device makes a space of its own; the hub hears of it with the first push.
  private func register(_ device: VirtualDevice) throws {
    guard spaces.count < 4 else { return }
    let space = device.memory.createSpace(nonce: bytes(SpaceRegistration.nonceByteCount))
    adopt(space)
    roles[space] = [device.caller.user: .manager]
    try write(try planEdit(device, in: space), at: device)
  }

  private func join() {
    // Later, when there is something to be fetched.
    guard devices.count < plan.deviceCount + plan.lateDeviceCount, let first = spaces.first,
      hub.spaces[first]?.hubSequence ?? 0 > Self.changesBeforeJoin
    else { return }
    addDevice()
    guard let device = devices.last else { return }
    reach(.deviceJoined)
    if role(of: device, in: first) == .none { grant(.editor, to: device.caller.user, in: first) }
  }

  /// Checks a device's space, and the hub's against it.
  func check(
    _ device: VirtualDevice, _ space: SpaceID, comparesDigest: Bool = true
  ) throws {
    guard let state = device.memory.spaces[space] else { return }
    let now = VirtualDevice.Checked(
      vector: state.content.vector, cursor: state.cursor, accepted: state.accepted)
    if device.checked[space] == now { return }
    device.checked[space] = now
    try oracle.check(
      state.content, of: "device \(device.index)", comparesDigest: comparesDigest)
    try oracle.check(state, of: device, against: hub.spaces[space])
  }

  func crashSoon(_ device: VirtualDevice) {
    guard network.strikes(.deviceCrash, using: &generator) else { return }
    device.memory.transactionsUntilCrash = Int.random(in: 0...2, using: &generator)
  }

  /// Ends a conversation in the middle; the next one goes on where the store stands.
  func abandon(_ device: VirtualDevice) {
    if case .idle = device.lane { return }
    device.lane = .idle
    let isFetching = device.memory.spaces.values.contains { !$0.chunks.isEmpty }
    if isFetching { network.count(.interruptedSnapshot) }
  }
}

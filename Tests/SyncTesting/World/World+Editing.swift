internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Milliseconds that a received time may be ahead and is believed: five minutes.
  private static let believedLead: Int64 = 300_000
  /// Editors that a person can have open at once.
  private static let maximumOpenEditors = 2

  func edit(_ device: VirtualDevice) throws {
    guard let space = randomSpace(of: device) else { return }
    try write(try planEdit(device, in: space), at: device)
  }

  func open(_ device: VirtualDevice) throws {
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

  func save(_ device: VirtualDevice) throws {
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
      space: space, keys: keys[space] ?? [], knowsNewer: device.isNewer,
      isExtended: device.dialect != .present, isClockBlind: knobs.isClockBlind, planted: planted)
  }

  func planEdit(_ device: VirtualDevice, in space: SpaceID) throws -> PlannedEdit {
    let author = author(device, in: space)
    var source = values[space] ?? ValueSource(space: space)
    defer { values[space] = source }
    var plan = try device.memory.read(space) { ledger in
      try author.plan(in: ledger, values: &source, using: &generator)
    }
    extend(&plan, at: device)
    return plan
  }

  /// Commits an edit, unless the device dies in it.
  func write(_ plan: PlannedEdit, at device: VirtualDevice) throws {
    let author = author(device, in: plan.space)
    do {
      let user = roll(1, in: 4) ? device.alias : device.caller.user
      let entry = try device.memory.commit(in: plan.space, as: user) { ledger in
        author.draft(of: plan, in: ledger)
      }
      guard let entry else { throw Finding(.basis, "an edit wrote nothing") }
      try note(entry, plan, at: device)
      try look(device, plan.space)
    } catch MemoryStoreFault.crashed {
      try noteUnheard(plan, at: device)
      try restart(device)
    }
  }

  /// Notes an edit that is written.
  private func note(_ entry: LedgerEntry, _ plan: PlannedEdit, at device: VirtualDevice) throws {
    guard let state = device.memory.spaces[plan.space] else { return }
    try oracle.note(entry, plan, in: state.content, of: device.holder)
    noteTime(at: device)
    try oracle.expect(
      .time, entry.change.time.milliseconds <= device.latestTime,
      "device \(device.index) was pulled along by a clock that is far ahead")
    report.trace.add(entry.head.chain.prefix(8))
    count(plan)
  }

  /// Notes an edit that was written although its program died before it could say so.
  private func noteUnheard(_ plan: PlannedEdit, at device: VirtualDevice) throws {
    guard let content = device.memory.spaces[plan.space]?.content,
      let head = content.heads[device.memory.own],
      oracle.journals[plan.space]?.entry(chain: head.chain) == nil,
      let entry = content.log[Dot(device.memory.own, head.sequence)]
    else { return }
    reach(.unheardEdit)
    try note(entry, plan, at: device)
  }

  /// Notes what a device's corrected clock shows.
  func noteTime(at device: VirtualDevice) {
    let shown = device.clock.milliseconds - device.memory.clockOffset
    device.latestTime = max(device.latestTime, shown + Self.believedLead)
  }

  private func count(_ plan: PlannedEdit) {
    for write in plan.writes {
      if case .candidate = write.reach { reach(.candidateReplaced) }
      if case .deleted = write.value { reach(.deletion) }
    }
    if plan.intent == .resolve { reach(.resolution) }
    if plan.intent == .undo { reach(.restoration) }
  }
}

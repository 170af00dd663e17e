internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Looks at a device's space, and at it beside the hub's.
  func look(_ device: VirtualDevice, _ space: SpaceID, whole: Bool = false) throws {
    guard let state = device.memory.spaces[space] else { return }
    noteTime(at: device)
    let place = Oracle.Place(holder: device.holder, space: space)
    let before = oracle.held[place]
    if !state.setAside.isEmpty {
      oracle.setAside[place] = Set(
        state.setAside.keys.map { ChangeHash.hash(canonical: Canonical.encode($0)) })
    }
    let gone = try oracle.look(
      at: state.content, of: device.holder, knowing: knowledge(of: device, state), whole: whole)
    oracle.known[place] = state
    tell(device.holder, space, since: before)
    if !gone.isEmpty {
      reach(.writtenAgain)
      closeEditors(at: device, in: space, shown: gone)
    }
    try checkAccepted(state, of: device)
    // A hub that was restored has another history behind the same numbers.
    if hubRestores == 0 { try checkCursor(state, of: device) }
  }

  private func knowledge(
    of device: VirtualDevice, _ state: MemoryDeviceSpace
  ) -> DeviceKnowledge {
    let space = state.content.space
    let place = Oracle.Place(holder: device.holder, space: space)
    let known = oracle.known[place]
    return DeviceKnowledge(
      before: known?.content, applied: oracle.held[place] ?? Applied(), now: state.content,
      accepted: known?.accepted ?? [:], rejections: known?.rejections ?? [:],
      repeated: state.repeated,
      own: device.memory.incarnation.replicas, isHubRestored: hubRestores > 0,
      isAtHub: { [hub] replica in
        hub.spaces[space]?.order.contains {
          $0.hubSequence <= state.cursor && $0.dot.replica == replica
        } ?? false
      }, isTaken: { [hub] in hub.spaces[space]?.content.vector.contains($0) ?? false },
      texts: values[space] ?? ValueSource(space: space))
  }

  /// Closes the editors whose basis has no name any more.
  ///
  /// That is the name of a cell's write that was shown, or of anything that a deletion counts as
  /// shown. Their people have to look again; all other editors stay open.
  private func closeEditors(at device: VirtualDevice, in space: SpaceID, shown gone: Set<Int>) {
    guard let journal = oracle.journals[space] else { return }
    let names = Set(gone.map { journal.entries[$0].change.dot })
    let count = device.open.count
    device.open.removeAll { plan in
      plan.space == space
        && plan.writes.contains { write in
          if case .deleted(let shown) = write.value { return names.contains(where: shown.contains) }
          let shown = write.shown
          return shown.siblings.contains { names.contains($0.dot) }
            || shown.basis.base.map { names.contains($0.dot) } ?? false
        }
    }
    for _ in device.open.count..<count { reach(.editorOutlived) }
    for _ in device.open.filter({ $0.space == space }) { reach(.editorKept) }
  }

  /// A device takes for accepted what the hub accepted.
  private func checkAccepted(_ state: MemoryDeviceSpace, of device: VirtualDevice) throws {
    let space = state.content.space
    for (replica, accepted) in state.accepted where accepted > 0 {
      let entry = oracle.entry(Dot(replica, accepted), of: device.holder, in: space)
      let isAccepted = entry.map { everAccepted[space]?.contains($0) ?? false } ?? false
      try oracle.expect(
        .acknowledgement, isAccepted,
        "device \(device.index) takes \(replica):\(accepted) for accepted, the hub does not hold it"
      )
    }
  }

  /// A cursor passes what the device holds.
  private func checkCursor(_ state: MemoryDeviceSpace, of device: VirtualDevice) throws {
    let vector = state.content.vector
    for (hubSequence, dot) in hub.spaces[state.content.space]?.order ?? []
    where hubSequence <= state.cursor {
      try oracle.expect(
        .cursor, vector.contains(dot),
        "device \(device.index) at cursor \(state.cursor) lacks \(dot)")
    }
  }

  /// Looks at what a request did to the hub.
  func lookAtHub(after device: VirtualDevice?) throws {
    for space in spaces {
      guard let state = hub.spaces[space] else { continue }
      let before = oracle.held[Oracle.Place(holder: .hub, space: space)] ?? Applied()
      _ = try oracle.look(at: state.content, of: .hub)
      let gained = try oracle.gained(by: .hub, in: space, since: before)
      tell(.hub, space, since: before)
      guard !gained.isEmpty else { continue }
      everAccepted[space, default: []].formUnion(gained.map(\.index))
      try checkOrder(state)
      for entry in gained { try checkPermission(entry, in: space, device) }
    }
  }

  /// The hub's changes are numbered from 1 without a gap, and are all that it holds.
  private func checkOrder(_ state: MemoryHubSpace) throws {
    let tail = state.order.suffix(64)
    let first = UInt64(state.order.count - tail.count) + 1
    for (expected, line) in zip(first..., tail) {
      try oracle.expect(
        .hubOrder, line.hubSequence == expected,
        "the hub numbers change \(expected) as \(line.hubSequence)")
    }
    let count = state.content.heads.values.reduce(0) { $0 + $1.sequence }
    try oracle.expect(
      .hubOrder, UInt64(state.order.count) == count,
      "the hub numbers \(state.order.count) changes and holds \(count)")
  }

  private func checkPermission(
    _ entry: Journal.Entry, in space: SpaceID, _ device: VirtualDevice?
  ) throws {
    if case .hub = entry.source { return }
    guard let device else { return }
    try oracle.expect(
      .permission, role(of: device, in: space) > .none,
      "the hub took \(entry.change.dot) from somebody who is no member")
    // Who writes another's change again answers for it.
    let actor = entry.change.actor
    let author = devices.first { $0.caller.actors.contains(actor) }
    try oracle.expect(
      .permission, author.map { role(of: $0, in: space) >= .editor } ?? false,
      "the hub took \(entry.change.dot) of \(actor), who may not write")
    if let refusal = device.memory.spaces[space]?.refusal, refusal == .roleTooLow {
      reach(.refusedThenTaken)
    }
  }
}

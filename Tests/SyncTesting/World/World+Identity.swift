internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// Somebody copies a device's directory, or the machine as a whole, and works with both.
  ///
  /// A copied directory lies on the same machine, by the same clock; it knows that its place is
  /// another one, with its lease copied along or without. Not noticed are copies of whole machines:
  /// place and lease are the same there, and the clock is the copy's own from then on.
  func clone(_ device: VirtualDevice, isNoticed: Bool) throws {
    guard devices.count < Self.maximumDevices else { return }
    let wall = isNoticed ? device.clock : WallClock(clock: clock, skew: device.clock.skew)
    let memory = device.memory.copy(wall: { wall.milliseconds })
    if isNoticed { memory.place = freshPlace(beside: device.memory.place) }
    let hasLease = !isNoticed || places.isMultiple(of: 2)
    memory.lease = hasLease ? device.memory.lease?.copy() : MemoryLease()
    let copy = VirtualDevice(
      index: devices.count, memory: memory, caller: device.caller, alias: device.alias,
      clock: wall, isNewer: device.isNewer)
    copy.dialect = device.dialect
    copy.latestTime = device.latestTime
    devices.append(copy)
    oracle.copy(device.holder, to: copy.holder)
    count("clone", at: device)
    reach(.cloned)
    for space in spaces { try look(copy, space) }
  }

  func backUp(_ device: VirtualDevice) {
    let copy = device.memory.copy()
    copy.lease = device.memory.lease?.copy()
    device.backup = copy
  }

  /// Somebody puts an earlier copy of a device's directory in its place.
  ///
  /// Not noticed are machines that are set back as a whole: the lease goes back too.
  func restore(_ device: VirtualDevice, isNoticed: Bool) throws {
    guard let backup = device.backup else { return }
    count("restore", at: device)
    reach(.restored)
    abandon(device)
    device.open = []
    let memory = backup.copy()
    memory.lease = isNoticed ? device.memory.lease : backup.lease?.copy()
    device.memory = memory
    oracle.forget(device.holder)
    for space in spaces { try look(device, space) }
    noteLoss()
  }

  func backUpHub() {
    hub.markBackedUp()
    hubBackup = HubBackup(hub: hub.copy(), roles: roles)
  }

  /// The hub's machine burns down and its backup takes its place.
  func restoreHub(isNoticed: Bool) throws {
    guard let backup = hubBackup else { return }
    for device in devices { count("hubRestore", at: device) }
    reach(.hubRestored)
    hubRestores += 1
    hub.restore(from: backup.hub, isNoticed: isNoticed)
    hub.crash = nil
    // Spaces that the hub forgot are registered again with their first push.
    for space in spaces {
      roles[space] = backup.roles[space] ?? creators[space].map { [$0: .manager] } ?? [:]
    }
    noteHubName()
    delivered = []
    oracle.forget(.hub)
    try lookAtHub(after: nil)
    noteLoss()
  }

  /// Notes what no replica holds any more.
  private func noteLoss() {
    for space in spaces {
      let logs =
        devices.compactMap { $0.memory.spaces[space]?.content }
        + [hub.spaces[space]?.content].compactMap { $0 }
      oracle.noteLoss(in: space, survivors: logs)
      if !(oracle.gone[space]?.isEmpty ?? true) { reach(.lossByDisaster) }
    }
  }
}

extension MemoryLease {
  /// Another lease with the same counts.
  fileprivate func copy() -> MemoryLease {
    let copy = MemoryLease()
    copy.counts = counts
    return copy
  }
}

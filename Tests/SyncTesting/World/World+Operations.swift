internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  private static let millisecondsPerHour: Int64 = 3_600_000
  /// A device that says nothing for longer is retired: 90 days.
  private static let hoursUntilRetired = 90 * 24
  /// Changes of the first space after which devices may join.
  private static let changesBeforeJoin: UInt64 = 4

  /// One thing happens.
  func perform(_ operation: Operation) throws {
    switch operation {
    case .edit(let index, _): try edit(device(index))
    case .open(let index, _): try open(device(index))
    case .save(let index, _): try save(device(index))
    case .advance(let index, let faults, _): try advance(device(index), faults)
    case .sync(let index): try sync(device(index))
    case .join: join()
    case .register(let index, _): try register(device(index))
    case .grant: changeRole()
    case .deliverLate: try deliverLate()
    case .dropSnapshots: dropSnapshots()
    case .wait(let hours):
      clock.advance(by: Int64(hours) * Self.millisecondsPerHour)
      if hours > Self.hoursUntilRetired { reach(.longAbsence) }
    case .setClock(let index, let hours):
      device(index).clock.skew = hours
      count("clockJump", at: device(index))
    case .crash(let index, let place, let count):
      device(index).memory.crash = MemoryCrash(at: place, after: count)
    case .crashHub(let place, let count): hub.crash = MemoryCrash(at: place, after: count)
    case .clone(let index, let isNoticed): try clone(device(index), isNoticed: isNoticed)
    case .backUp(let index): backUp(device(index))
    case .restore(let index, let isNoticed): try restore(device(index), isNoticed: isNoticed)
    case .backUpHub: backUpHub()
    case .restoreHub(let isNoticed): try restoreHub(isNoticed: isNoticed)
    case .housekeep: try housekeep()
    case .upgrade(let index):
      device(index).isNewer = true
      reach(.upgraded)
    case .speak(let index, let dialect, _): speak(device(index), dialect)
    case .hubSpeak(let dialect): hubDialect = dialect
    case .forge(let index, _): try forge(device(index))
    case .bundle(let from, let to, _): try exchangeBundle(from: device(from), to: device(to))
    }
  }

  func device(_ index: Int) -> VirtualDevice { devices[index % devices.count] }

  /// Counts a disturbance with the state that it met.
  func count(_ fault: String, at device: VirtualDevice) {
    report.faults[FaultPoint(fault: fault, state: state(of: device)), default: 0] += 1
  }

  func state(of device: VirtualDevice) -> ProtocolState {
    let view = device.memory.view()
    if view.spaces.contains(where: \.isRecovering) { return .recovering }
    if device.memory.spaces.values.contains(where: { !$0.chunks.isEmpty }) { return .fetching }
    switch device.lane {
    case .requesting: return .requesting
    case .answered: return .answered
    case .idle: return view.spaces.contains(where: \.hasUnsent) ? .unsent : .idle
    }
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
    guard spaces.count < Self.maximumSpaces else { return }
    let space = device.memory.createSpace(nonce: bytes(SpaceRegistration.nonceByteCount))
    adopt(space)
    roles[space] = [device.caller.user: .manager]
    creators[space] = device.caller.user
    try write(try planEdit(device, in: space), at: device)
  }

  private func join() {
    // Later, when there is something to be fetched.
    guard devices.count < Self.maximumDevices, let first = spaces.first,
      hub.spaces[first]?.hubSequence ?? 0 > Self.changesBeforeJoin
    else { return }
    addDevice()
    guard let device = devices.last else { return }
    reach(.deviceJoined)
    if role(of: device, in: first) == .none { grant(.editor, to: device.caller.user, in: first) }
  }

  private func dropSnapshots() {
    for device in devices where state(of: device) == .fetching {
      count("droppedSnapshot", at: device)
    }
    hub.dropSnapshots()
  }
}

internal import SyncCore
internal import SyncProtocol
internal import SyncSession

extension World {
  /// The longest payload that a newer program adds, in bytes: its length fits one byte.
  private static let maximumPayload = 40
  /// The keys that newer programs give to what they add to a change: 1 is that of an origin.
  private static let extensionKeys: ClosedRange<UInt64> = 2...300
  /// The intents that only newer programs know.
  private static let newerIntents: ClosedRange<UInt8> = 4...255

  /// A device's program is replaced by one that speaks another form of the protocol.
  func speak(_ device: VirtualDevice, _ dialect: Dialect) {
    abandon(device)
    device.dialect = dialect
    count("dialect", at: device)
  }

  /// The request as the device's program writes it.
  func spoken(_ request: [UInt8], by device: VirtualDevice) -> [UInt8] {
    switch device.dialect {
    case .present: request
    case .extended: NewerFrame.extended(request: request, payload())
    case .later: NewerFrame.later(NewerFrame.extended(request: request, payload()))
    }
  }

  /// The answer as the hub's program writes it: in the version that it was asked in.
  func spoken(_ answer: [UInt8], to request: [UInt8]) throws -> [UInt8] {
    let extended =
      hubDialect == .present ? answer : try NewerFrame.extended(response: answer, payload())
    return NewerFrame.isLater(request) ? try NewerFrame.later(response: extended) : extended
  }

  /// The request as the hub's program reads it.
  func understood(_ request: [UInt8]) -> [UInt8] {
    hubDialect == .later ? NewerFrame.present(request) : request
  }

  /// What a newer program adds to a person's edit, and that no other one knows.
  func extend(_ plan: inout PlannedEdit, at device: VirtualDevice) {
    guard device.dialect != .present, roll(1, in: 2) else { return }
    let key = UInt64.random(in: Self.extensionKeys, using: &generator)
    plan.extensions = [ChangeExtension(key: key, payload: payload())]
    if plan.intent == .edit, roll(1, in: 3) {
      plan.intent = Intent(rawValue: UInt8.random(in: Self.newerIntents, using: &generator))
    }
    reach(.extended)
  }

  private func payload() -> [UInt8] {
    bytes(Int.random(in: 0...Self.maximumPayload, using: &identities))
  }

  /// A hub that does not speak a device's version takes nothing and changes nothing.
  func refuseVersion(of device: VirtualDevice, since before: [String]) throws {
    count("refusedVersion", at: device)
    reach(.versionRefused)
    try oracle.expect(
      .refusal, before == fingerprint(), "a request of an unknown version changes the hub")
  }

  /// Where somebody cannot talk to the hub, the hub's program is replaced, or theirs.
  func agreeOnVersion() {
    guard devices.contains(where: { $0.dialect == .later }) else { return }
    if roll(1, in: 2) {
      hubDialect = .later
    } else {
      for device in devices where device.dialect == .later { device.dialect = .extended }
    }
  }
}

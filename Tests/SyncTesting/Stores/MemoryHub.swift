package import SyncCore
package import SyncProtocol
package import SyncSession

/// The hub's store in memory; the test says directly who has access.
package final class MemoryHub: HubReplica {
  /// The sizes and ages of snapshots.
  package struct Configuration: Sendable {
    package var recordsPerSnapshotPart = 2
    package var statesPerSnapshotPart = 64
    /// Changes after which a cached snapshot is not offered any more.
    package var snapshotAge: UInt64 = 4
    /// How many snapshots are kept for devices that are fetching them.
    package var keptSnapshots = 2

    package init() {}
  }

  package private(set) var spaces: [SpaceID: MemoryHubSpace] = [:]
  /// When the program dies next over a call; nil where it does not.
  package var crash: MemoryCrash?
  package let configuration: Configuration
  private var users: [Text: MemoryUserList] = [:]
  private var owners: [ReplicaID: [UInt8]] = [:]
  /// Whoever talked to the hub counts as enrolled, by public key.
  private var devices: [[UInt8]: Caller] = [:]
  /// What each device, by public key, has applied of each space.
  package private(set) var cursors: [[UInt8]: [SpaceID: UInt64]] = [:]
  /// What the hub found out about identities, each event once.
  package private(set) var events: [HubEvent] = []
  private var writeCount = 0
  /// Whether there was a backup: until then what is accepted counts as durable.
  private var hasBackup = false
  private var identity: HubLineage
  /// The list version since which ordinals mean what they mean.
  private var ordinalsSince: UInt64 = 0
  private let planted: PlantedFault?

  package init(
    lineage: HubLineage, configuration: Configuration = Configuration(),
    planted: PlantedFault? = nil
  ) {
    identity = lineage
    self.configuration = configuration
    self.planted = planted
  }

  /// Another hub with the same state.
  package func copy() -> MemoryHub {
    let copy = MemoryHub(lineage: identity, configuration: configuration, planted: planted)
    copy.spaces = spaces
    copy.users = users
    copy.owners = owners
    copy.devices = devices
    copy.cursors = cursors
    copy.ordinalsSince = ordinalsSince
    copy.hasBackup = hasBackup
    return copy
  }

  /// Goes back to an earlier state, as a hub does that is restored from a backup.
  ///
  /// `isNoticed` says whether the restore command did it or somebody copied files: only then do the
  /// generation and all list versions rise.
  package func restore(from backup: MemoryHub, isNoticed: Bool) {
    let generation = identity.generation
    spaces = backup.spaces
    users = backup.users
    owners = backup.owners
    devices = backup.devices
    cursors = [:]
    hasBackup = backup.hasBackup
    ordinalsSince = backup.ordinalsSince
    guard isNoticed else { return }
    identity = HubLineage(id: identity.id, generation: generation + 1)
    ordinalsSince = identity.generation * Self.versionsPerGeneration
    for user in users.keys { users[user]?.raise(to: ordinalsSince) }
  }

  /// More changes of a list than happen between two restores.
  private static let versionsPerGeneration: UInt64 = 1 << 20

  /// A device counts as enrolled from its first visit on, or from here.
  package func enrol(_ device: Caller) { devices[device.publicKey] = device }

  package func author(publicKey: [UInt8], in space: SpaceID) -> RunAuthor? {
    if let hub = hubAuthor, hub.key.publicKey == publicKey {
      let caller = Caller(
        user: HubAuthor.actor, publicKey: publicKey, actors: [HubAuthor.actor])
      return RunAuthor(caller: caller, role: .manager, isHub: true)
    }
    return devices[publicKey].map { RunAuthor(caller: $0, role: role(of: $0.user, in: space)) }
  }

  package func note(_ contact: DeviceContact) {
    enrol(contact.caller)
    cursors[contact.caller.publicKey, default: [:]].merge(contact.cursors) { _, new in new }
  }

  package func note(_ event: HubEvent, by caller: Caller) {
    if !events.contains(event) { events.append(event) }
  }

  /// Says that a backup covers all that the hub holds now.
  package func markBackedUp() {
    hasBackup = true
    for (space, state) in spaces { spaces[space]?.durable = state.hubSequence }
  }

  package func lineage() -> HubLineage { identity }

  package func list(of user: Text) -> HubList {
    let list = users[user] ?? MemoryUserList()
    let lines = list.lines.enumerated().compactMap { index, line -> HubListSpace? in
      guard let space = spaces[line.space] else { return nil }
      return HubListSpace(
        entry: entry(line, at: index), changedAt: line.changedAt, hubSequence: space.hubSequence,
        history: space.history(at: space.hubSequence) ?? [])
    }
    return HubList(version: list.version, spaces: lines, ordinalsSince: ordinalsSince)
  }

  private func entry(_ line: MemoryUserList.Line, at index: Int) -> ListEntry {
    ListEntry(
      ordinal: UInt64(index) + 1, space: line.space,
      kind: spaces[line.space]?.content.kind ?? .account, role: line.role)
  }

  package func role(of user: Text, in space: SpaceID) -> SpaceRole {
    users[user]?.lines.first { $0.space == space }?.role ?? .none
  }

  /// Says what a user may do in a space from now on.
  package func grant(_ role: SpaceRole, to user: Text, in space: SpaceID) {
    users[user, default: MemoryUserList(version: ordinalsSince)].set(role, in: space)
    guard planted == .listsForeignSpaces else { return }
    for other in users.keys.sorted() where self.role(of: other, in: space) == SpaceRole.none {
      users[other, default: MemoryUserList()].set(.viewer, in: space)
    }
  }

  /// Forgets all snapshots, as a hub does that needs room.
  package func dropSnapshots() {
    for space in spaces.keys { spaces[space]?.snapshots = [] }
  }

  package func createSpace(_ space: SpaceID, kind: SpaceKind = .account) {
    guard spaces[space] == nil else { return }
    spaces[space] = MemoryHubSpace(content: MemorySpace(space, kind: kind))
    if hasBackup { spaces[space]?.durable = 0 }
  }

  package func register(_ registration: SpaceRegistration, by caller: Caller) throws -> ListEntry? {
    if spaces[registration.space] == nil {
      try crash?.pass(.commit)
      createSpace(registration.space, kind: registration.kind)
      grant(.manager, to: caller.user, in: registration.space)
    }
    let lines = users[caller.user]?.lines ?? []
    return lines.firstIndex { $0.space == registration.space }.map { entry(lines[$0], at: $0) }
  }

  package func write<Result>(
    _ space: SpaceID, _ body: (MemoryHubLedger) throws -> Result
  ) throws -> Result {
    let ledger = try ledger(space)
    let result = try body(ledger)
    try crash?.pass(.commit)
    writeCount += 1
    // Every third is enough to be seen and leaves the others a chance to build on it.
    if planted == .acknowledgesBeforeCommit, writeCount.isMultiple(of: 3) { return result }
    spaces[space] = ledger.state
    owners = ledger.owners
    try crash?.pass(.behindCommit)
    return result
  }

  /// A transaction like any other, since a snapshot may be made in it.
  package func read<Result>(
    _ space: SpaceID, _ body: (MemoryHubLedger) throws -> Result
  ) throws -> Result {
    let ledger = try ledger(space)
    let result = try body(ledger)
    spaces[space] = ledger.state
    return result
  }

  private func ledger(_ space: SpaceID) throws -> MemoryHubLedger {
    guard let state = spaces[space] else { throw MemoryStoreFault.unknownSpace(space) }
    let ledger = MemoryHubLedger(
      state, owners: owners, configuration: configuration, planted: planted)
    ledger.onCall = { [unowned self] in try self.crash?.pass(.call) }
    return ledger
  }
}

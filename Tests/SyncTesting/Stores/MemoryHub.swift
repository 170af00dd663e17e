package import SyncCore
package import SyncProtocol
package import SyncSession

/// The hub's store in memory; the test says directly who has access.
package final class MemoryHub: HubReplica {
  /// The sizes and ages of snapshots.
  package struct Configuration: Sendable {
    package var recordsPerSnapshotPart = 2
    /// Changes after which a cached snapshot is not offered any more.
    package var snapshotAge: UInt64 = 4
    /// How many snapshots are kept for devices that are fetching them.
    package var keptSnapshots = 2

    package init() {}
  }

  package private(set) var spaces: [SpaceID: MemoryHubSpace] = [:]
  /// How many transactions succeed before one fails at its end; nil where none does.
  package var transactionsUntilCrash: Int?
  package let configuration: Configuration
  private var users: [Text: MemoryUserList] = [:]
  private var owners: [ReplicaID: [UInt8]] = [:]
  private var writeCount = 0
  private let identity: HubLineage
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
    return copy
  }

  package func lineage() -> HubLineage { identity }

  package func list(of user: Text) -> HubList {
    let list = users[user] ?? MemoryUserList()
    let lines = list.lines.enumerated().compactMap { index, line -> HubListSpace? in
      guard let space = spaces[line.space] else { return nil }
      return HubListSpace(
        entry: entry(line, at: index), changedAt: line.changedAt, hubSequence: space.hubSequence)
    }
    return HubList(version: list.version, spaces: lines)
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
    users[user, default: MemoryUserList()].set(role, in: space)
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
  }

  package func register(_ registration: SpaceRegistration, by caller: Caller) throws -> ListEntry? {
    if spaces[registration.space] == nil {
      try crashIfDue()
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
    try crashIfDue()
    writeCount += 1
    // Every third is enough to be seen and leaves the others a chance to build on it.
    if planted == .acknowledgesBeforeCommit, writeCount.isMultiple(of: 3) { return result }
    spaces[space] = ledger.state
    owners = ledger.owners
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
    return MemoryHubLedger(
      state, owners: owners, configuration: configuration, planted: planted)
  }

  private func crashIfDue() throws {
    guard let left = transactionsUntilCrash else { return }
    transactionsUntilCrash = left - 1
    if left <= 0 { throw MemoryStoreFault.crashed }
  }
}

import AccountModel
import DeviceSync
import DiagnosticReports
import Foundation
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// A replica that is open for one command.
struct Replica {
  let home: Home
  let store: DeviceStore
  let people: People
  var finder: RecordFinder { RecordFinder(store: store) }

  /// Throws ``Failure``, `StoreError`, `WallClockFault`.
  init(_ options: CommonOptions, _ mode: DeviceStore.Mode) throws {
    home = try Home(options)
    store = try home.open(mode)
    people = try People(store)
  }

  /// Today on the calendar here, by the corrected clock.
  var today: Day { Day(milliseconds: store.correctedMilliseconds + Self.zoneOffset) }

  private static var zoneOffset: Int64 {
    let millisecondsPerSecond: Int64 = 1_000
    return Int64(TimeZone.current.secondsFromGMT()) * millisecondsPerSecond
  }

  func space(_ id: SpaceID) throws -> LocalSpace {
    guard let space = try store.spaces().first(where: { $0.id == id }) else {
      throw Failure.notFound("\(id)", near: [], kind: nil)
    }
    return space
  }

  /// Refuses at once what the hub would refuse later.
  func requireRight(toWrite kind: KindDescription, in id: SpaceID) throws {
    if kind.isAdministered { throw Failure.administered(kind) }
    let space = try space(id)
    let needed: SpaceRole = kind.name == Access.kind ? .manager : .editor
    guard space.role < needed else { return }
    throw Failure(
      .refused, "role_too_low",
      "You are \(space.role.word) in \(try name(of: space)); this takes \(needed.word).",
      hint: "Nothing was written; ask a manager of the account for the role.")
  }

  /// What people call a space: its account's name.
  func name(of space: LocalSpace) throws -> String {
    try names(of: [space])[space.id] ?? "\(space.id)"
  }

  func names(of spaces: [LocalSpace]) throws -> [SpaceID: String] {
    var names: [SpaceID: String] = [:]
    for space in spaces {
      switch space.kind {
      case .library: names[space.id] = "the team's library"
      case .team: names[space.id] = "the team's space"
      case .person: names[space.id] = "a person's space"
      case .account:
        let name = try store.read(space.id) { ledger in
          try ledger.records(ofKind: Account.kind).lazy.filter { !$0.life.isHidden }
            .map { Account(id: $0.key.id, values: try ledger.values(of: $0)).name }
            .first { !$0.isEmpty }
        }
        names[space.id] = name?.onOneLine ?? "account \(space.id.description.prefix(8))"
      }
    }
    return names
  }

  /// Writes one change and wakes a watcher; nil where there was nothing to write.
  func commit(
    in space: SpaceID, _ build: (SQLiteDeviceLedger) throws -> Draft?
  ) throws -> Change? {
    let entry = try store.commit(in: space, build)
    if entry != nil { wakeWatcher() }
    return entry?.change
  }

  /// Lets other commands write.
  func close() {
    // Everything is committed; a connection that does not close cleanly loses nothing.
    try? store.close()
  }

  func wakeWatcher() { CommitSocket.poke(directory: home.directory) }
}

extension SpaceRole {
  /// What people call the role.
  var word: String {
    switch self {
    case .none: "no member"
    case .viewer: "a viewer"
    case .editor: "an editor"
    case .manager: "a manager"
    }
  }
}

import ArgumentParser
import DeviceSync
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol

/// `init`: makes a new hub.
struct InitCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Makes a new hub in a data directory of its own.")

  @Option(help: "The team's name.")
  var team: String

  @OptionGroup var common: CommonOptions

  private static let privateMode: mode_t = 0o077

  func perform(_ output: Output) async throws -> ExitStatus {
    let name = team.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !name.isEmpty, name.utf8.count <= Limits.nameBytes else {
      throw Failure(
        .usage, "invalid_team", "A team's name has 1 to \(Limits.nameBytes) bytes.",
        hint: "Give one with --team NAME.")
    }
    umask(Self.privateMode)
    let directory = DataDirectory(common.data)
    try directory.make()
    try directory.checkThatItIsEmpty()
    let clock = try ServerClock.current()
    let lock = try WriteLock(path: directory.lockPath, patienceInMilliseconds: 0)
    let identity = try withExtendedLifetime(lock) {
      do {
        let store = try Hub.createStore(
          directory: directory.path, team: Text(name), wall: clock.milliseconds,
          random: Chance.bytes)
        try store.close()
        return store.identity
      } catch {
        // A part of a hub would stand in the way of the next try.
        directory.removeDatabase()
        throw error
      }
    }
    try output.result(
      [
        "data": directory.path, "team": name, "library": identity.library.description,
        "lineage": Hexadecimal.text(identity.lineage.id),
      ],
      lines: [
        "The hub of \(name) lies in \(directory.path).",
        "Start it: fieldbook-server serve --data \(common.data) --listen 127.0.0.1:8080",
        "Invite yourself: fieldbook-server invite --data \(common.data) --user NAME --role admin",
      ])
    return .done
  }
}

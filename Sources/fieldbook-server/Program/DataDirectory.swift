import DeviceSync
import Foundation
import HubServer
import SpaceStore
import SyncProtocol

/// A hub's data directory, and the two ways to its store: with the lock, or through the hub that holds it.
struct DataDirectory {
  /// How often a command looks again while a hub is starting or stopping.
  private static let tries = 50
  private static let pause = Duration.milliseconds(100)
  private static let commandMilliseconds = 120_000
  /// Nobody else may read what lies in it.
  private static let mode = 0o700

  let path: String

  init(_ path: String) { self.path = URL(filePath: path).path }

  var lockPath: String { "\(path)/\(Hub.lockName)" }
  var databasePath: String { "\(path)/\(HubStore.databaseName)" }

  /// Makes the directory where it is not there.
  func make() throws(Failure) {
    var isDirectory: ObjCBool = false
    let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if isThere, !isDirectory.boolValue {
      throw Failure(
        .usage, "not_a_directory", "\(path) is a file, not a directory.",
        hint: "Name a directory with --data DIR.")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true,
        attributes: [.posixPermissions: Self.mode])
    } catch {
      throw Failure(
        .disk, "disk_error", "The directory \(path) cannot be made.",
        hint: "Check the directory above it and its mode.")
    }
  }

  /// A hub's directory is its own: what lies in it is the hub's, and what protects it protects that.
  func checkThatItIsEmpty() throws {
    if FileManager.default.fileExists(atPath: databasePath) {
      throw Failure(
        .usage, "file_exists", "There is a hub at \(path) already.",
        hint: "It was left alone; name another directory with --data DIR.")
    }
    let found = try FileManager.default.contentsOfDirectory(atPath: path)
      .first { $0 != Hub.lockName }
    if let found {
      throw Failure(
        .usage, "not_empty", "The directory \(path) is not empty: \(found) lies in it.",
        hint: "Name an empty one with --data DIR; a hub has a directory of its own.")
    }
  }

  /// Removes what an attempt to make a hub left behind.
  func removeDatabase() {
    for suffix in ["", "-wal", "-shm"] {
      // What was never written need not go; what cannot go is told by the next attempt.
      try? FileManager.default.removeItem(atPath: databasePath + suffix)
    }
  }

  /// - Throws: `StoreError.missing` where there is no hub.
  func checkThatHubExists() throws {
    guard FileManager.default.fileExists(atPath: databasePath) else {
      throw StoreError.missing(path: path)
    }
  }

  /// Carries out a command: itself where no hub runs, else by asking the one that does.
  func carryOut(_ command: AdminCommand) async throws -> AdminResult {
    try checkThatHubExists()
    for _ in 0..<Self.tries {
      if let lock = try lock() {
        defer { withExtendedLifetime(lock) {} }
        return try await carryOutHere(command)
      }
      if let result = try await ask(command) { return result }
      // Another program holds the lock and does not answer yet: it is starting or ending.
      try await Task.sleep(for: Self.pause)
    }
    throw Failure(
      .unreachable, "hub_silent", "A process holds \(lockPath), but answers no commands.",
      hint: "Wait until it has ended, or end it, and try again.")
  }

  /// The right to open the store; nil where another process has it.
  private func lock() throws -> WriteLock? {
    do {
      return try WriteLock(path: lockPath, patienceInMilliseconds: 0)
    } catch StoreError.busy {
      return nil
    }
  }

  private func carryOutHere(_ command: AdminCommand) async throws -> AdminResult {
    let clock = try ServerClock.current()
    let store = try Hub.openStore(
      directory: path, wall: clock.milliseconds, random: Chance.bytes)
    let hub = Hub(
      store: store, wall: clock.milliseconds, random: Chance.bytes)
    let result = try await Administrator(hub: hub).carryOut(command)
    try store.close()
    return result
  }

  /// What the running hub answers; nil where none listens.
  private func ask(_ command: AdminCommand) async throws -> AdminResult? {
    let socket = try ShortPath(Hub.adminSocketName, in: path)
    let body = Array(try JSONEncoder().encode(command))
    let answer: HTTPDoor.Answer
    do {
      answer = try await HTTPDoor.with(silenceInMilliseconds: Self.commandMilliseconds) { door in
        try await door.exchange(
          HTTPDoor.Request(
            url: HTTPDoor.url(socket: socket.path, path: AdminCommand.path), body: body,
            headers: [:], timeoutInMilliseconds: Self.commandMilliseconds,
            maximumBytes: Self.answerBytes))
      }
    } catch HTTPDoor.Failure.noConnection {
      return nil
    } catch let failure as HTTPDoor.Failure {
      throw Failure(
        .unreachable, "hub_silent", "The running hub did not answer (\(failure)).",
        hint: "Look whether the command took effect, and try again.")
    }
    guard answer.status == 200 else {
      throw Failure(try JSONDecoder().decode(ErrorAnswer.self, from: Data(answer.body)))
    }
    return try JSONDecoder().decode(AdminResult.self, from: Data(answer.body))
  }

  /// A list of 16,384 spaces with long names.
  private static let answerBytes = 16 << 20
}

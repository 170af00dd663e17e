import ArgumentParser
import DeviceSync
import DiagnosticReports
import Foundation
import SpaceStore
import SyncCore
import SyncProtocol

/// `fieldbook init`: makes a replica, for which no server is needed.
struct InitCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a replica of your own; no server is needed.")

  @Option(help: "Your name in one word (else the system's user).") var user: String?
  @Option(help: "What this machine is called (else its host name).") var device: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let home = try Home(common)
    let user = user ?? NSUserName()
    guard FieldType.isUserName(user) else {
      throw Failure(
        .usage, "wrong_user", "\"\(user)\" is no name of a user: one word, at most 64 bytes.",
        hint: "Give one with --user NAME.")
    }
    let device = device ?? Self.hostName
    try Self.check(device: device)
    try makeDirectory(home.directory)
    try refuseExisting(home.directory)
    let key = try DeviceFiles(directory: home.directory).makeKey {
      Chance.bytes(Self.keySeedByteCount)
    }
    let identity = DeviceIdentity(
      replica: Chance.replicaID(), user: Text(user), deviceName: Text(device),
      publicKey: key.publicKey)
    let store = try DeviceStore.create(
      directory: home.directory, catalog: Home.storeCatalog, identity: identity,
      guardian: home.guardian, wall: home.clock.milliseconds)
    try store.close()
    output.result(
      .object([
        "home": .string(home.directory), "user": .string(user), "device": .string(device),
        "replica": .string("\(identity.replica)"),
      ])
    ) {
      [
        "Made a replica in \(home.directory) for \(user) on \(device).",
        "Begin with: fieldbook add account name=NAME",
      ]
    }
    return .done
  }

  /// People read a device's name within a line.
  private static func check(device: String) throws {
    let isPlain = !device.isEmpty && device.shown.onOneLine == device
    guard isPlain, device.utf8.count <= Limits.nameBytes else {
      throw Failure(
        .usage, "wrong_device",
        "A device's name is 1 to \(Limits.nameBytes) bytes on one line, without control characters.",
        hint: "Give one with --device NAME.")
    }
  }

  /// The seed of an Ed25519 key, in bytes.
  private static let keySeedByteCount = 32

  private static var hostName: String {
    let name = ProcessInfo.processInfo.hostName
    return name.split(separator: ".").first.map(String.init) ?? "device"
  }

  /// 0700: the directory holds a key and what customers said.
  private func makeDirectory(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
      throw isFull ? StoreError.diskFull(path: path) : StoreError.readOnly(path: path)
    }
  }

  /// Before a key is made: a replica that is there keeps its own.
  private func refuseExisting(_ directory: String) throws {
    let path = "\(directory)/\(DeviceStore.databaseName)"
    if FileManager.default.fileExists(atPath: path) { throw StoreError.exists(path: path) }
  }
}

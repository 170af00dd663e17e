import ArgumentParser
import DeviceSync
import Foundation
import HubServer
import SpaceStore

/// `restore`: a hub from its backup.
struct RestoreCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Puts a backup in the place of a hub's database; no hub may run there.",
    discussion: """
      The hub stays the one that it was, with its devices' sessions, in a new generation. \
      At their next sync the devices notice by themselves, and send again what the backup does not hold.
      """)

  @Argument(help: "The file that backup wrote; its manifest lies beside it.")
  var file: String

  @Flag(help: "Set the database that is there aside.")
  var replace = false

  @OptionGroup var common: CommonOptions

  private static let privateMode: mode_t = 0o077

  func perform(_ output: Output) async throws -> ExitStatus {
    umask(Self.privateMode)
    let source = URL(filePath: file).path
    guard FileManager.default.fileExists(atPath: source) else {
      throw Failure(
        .usage, "no_file", "There is no file \(source).",
        hint: "Name the file that fieldbook-server backup wrote.")
    }
    let directory = DataDirectory(common.data)
    try directory.make()
    let clock = try ServerClock.current()
    let lock = try lock(directory)
    let report = try HubRestore(
      directory: directory.path, wall: clock.milliseconds, random: Chance.bytes
    ).restore(source, replacing: replace)
    withExtendedLifetime(lock) {}
    try output.result(report, lines: lines(report))
    return .done
  }

  private func lock(_ directory: DataDirectory) throws -> WriteLock {
    do {
      return try WriteLock(path: directory.lockPath, patienceInMilliseconds: 0)
    } catch StoreError.busy {
      throw Failure(
        .refused, "hub_runs", "A hub serves \(directory.path).",
        hint: "End it first, then restore.")
    }
  }

  private func lines(_ report: HubRestore.Report) -> [String] {
    var lines = [
      "The hub in \(report.data) holds \(report.changes) changes in \(report.spaces) spaces.",
      "It is in generation \(report.generation): devices send again what it does not hold.",
    ]
    if !report.hasManifest {
      lines.append("No manifest lay beside the backup: only its contents were checked.")
    }
    if let replaced = report.replaced { lines.append("The database before is \(replaced).") }
    return lines
  }
}

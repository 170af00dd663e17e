internal import Foundation
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol

/// Puts a backup in the place of a hub's database.
package struct HubRestore: Sendable {
  /// What was put in place.
  package struct Report: Codable, Equatable, Sendable {
    package let data: String
    package let lineage: String
    package let generation: UInt64
    package let spaces: Int
    package let changes: Int
    /// Whether a manifest lay beside the backup and fitted.
    package let hasManifest: Bool
    /// Where the database that stood there before lies now.
    package let replaced: String?
  }

  /// Where the backup is checked before it counts.
  private static let stagingName = "restoring"
  private static let directoryMode = 0o700

  private let directory: String
  private let wall: @Sendable () -> Int64
  private let random: @Sendable (_ count: Int) -> [UInt8]

  /// - Parameters:
  ///   - directory: the hub's, whose lock the caller holds.
  ///   - wall: milliseconds since 1970.
  ///   - random: so many random bytes.
  package init(
    directory: String, wall: @escaping @Sendable () -> Int64,
    random: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.directory = directory
    self.wall = wall
    self.random = random
  }

  /// Checks the backup, starts its next generation and puts it in place.
  ///
  /// - Throws: ``HubRefusal``, `StoreError`; the database that stood there still does.
  package func restore(_ backup: String, replacing: Bool) throws -> Report {
    try checkThatDirectoryIsFree(replacing: replacing)
    do {
      return try checkAndPlace(backup)
    } catch StoreError.damaged(_, let detail) {
      throw HubRefusal(
        500, "damaged", "The backup \(backup) is damaged: \(detail).",
        hint: "Nothing was changed; take another backup.")
    } catch StoreError.foreign {
      throw HubRefusal(
        500, "foreign_file", "The file \(backup) is no backup of a hub.",
        hint: "Nothing was changed; name the file that backup wrote.")
    }
  }

  private func checkAndPlace(_ backup: String) throws -> Report {
    let manifest = try BackupManifest.check(backup)
    let known = HubStore.lineage(in: directory)
    let staging = "\(directory)/\(Self.stagingName)"
    let files = FileManager.default
    // One that an earlier try left behind is no use to anybody.
    try? files.removeItem(atPath: staging)
    try files.createDirectory(
      atPath: staging, withIntermediateDirectories: false,
      attributes: [.posixPermissions: Self.directoryMode])
    // It is empty once all went well; what cannot be removed does no harm.
    defer { try? files.removeItem(atPath: staging) }
    try files.copyItem(atPath: backup, toPath: "\(staging)/\(HubStore.databaseName)")
    let store = try HubStore.openBackup(
      directory: staging, after: known?.generation ?? 0, catalog: Hub.catalog, access: .product,
      wall: wall, random: random)
    let lineage = store.identity.lineage
    if let known, known.id != lineage.id {
      throw Self.foreign(directory)
    }
    let examination = try store.examine()
    try store.close()
    guard examination.faults.isEmpty else {
      let faults = HubHealth(examination).faults
      let first = faults.first.map { String($0.dropLast()) } ?? ""
      throw StoreError.damaged(path: backup, detail: "\(first) (\(faults.count) faults)")
    }
    let replaced = try setAside(generation: lineage.generation)
    for name in [HubStore.databaseName, HubStore.witnessName] {
      let target = "\(directory)/\(name)"
      // Only the witness may still stand here: the old database was set aside.
      if files.fileExists(atPath: target) { try files.removeItem(atPath: target) }
      try files.moveItem(atPath: "\(staging)/\(name)", toPath: target)
    }
    try HubStore.synchronize("\(directory)/\(HubStore.databaseName)")
    return Report(
      data: directory, lineage: Hexadecimal.text(lineage.id), generation: lineage.generation,
      spaces: examination.spaces, changes: examination.changes, hasManifest: manifest != nil,
      replaced: replaced)
  }

  private func checkThatDirectoryIsFree(replacing: Bool) throws {
    if replacing { return }
    let known: Set<String> = [Hub.lockName, Self.stagingName]
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
    guard names.allSatisfy(known.contains) else {
      throw HubRefusal(
        409, "not_empty", "The directory \(directory) is not empty.",
        hint: "Name an empty one, or add --replace; the database there is kept beside the new one.")
    }
  }

  /// Moves the database that stands here away, with what SQLite keeps beside it.
  private func setAside(generation: UInt64) throws -> String? {
    let files = FileManager.default
    let path = "\(directory)/\(HubStore.databaseName)"
    guard files.fileExists(atPath: path) else { return nil }
    let target = "\(path).before-\(generation)"
    for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
      try files.moveItem(atPath: path + suffix, toPath: target + suffix)
    }
    return target
  }

  private static func foreign(_ directory: String) -> HubRefusal {
    HubRefusal(
      409, "foreign_backup", "The backup is of another hub than the one in \(directory).",
      hint: "Restore it into an empty directory.")
  }
}

internal import Crypto
internal import Foundation
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol

/// What a backup is, in a file beside it: the restore finds damage by it.
package struct BackupManifest: Codable, Equatable, Sendable {
  /// The form of this file; 1.
  package let format: Int
  /// Which hub's, 16 hexadecimal digits.
  package let lineage: String
  package let generation: UInt64
  /// The count of accepted changes of all spaces.
  package let accepted: UInt64
  package let bytes: UInt64
  /// Of the backup's bytes, 64 hexadecimal digits.
  package let sha256: String
  /// Milliseconds since 1970.
  package let created: Int64

  private static let format = 1
  /// Bytes that are hashed at a time.
  private static let piece = 1 << 20

  package static func path(of backup: String) -> String { "\(backup).manifest" }

  /// Copies the hub's database to `target` with its manifest, and tells the hub that all it holds is backed up.
  ///
  /// Throws `StoreError`
  static func write(_ store: HubStore, to target: String, at now: Int64) throws -> BackupManifest {
    let manifestPath = path(of: target)
    for path in [target, manifestPath] where FileManager.default.fileExists(atPath: path) {
      throw StoreError.exists(path: path)
    }
    do {
      try store.copy(to: target)
      let (bytes, hash) = try checksum(of: target)
      let manifest = BackupManifest(
        format: format, lineage: Hexadecimal.text(store.identity.lineage.id),
        generation: store.identity.lineage.generation, accepted: try store.acceptedCount(),
        bytes: bytes, sha256: hash, created: now)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      try encoder.encode(manifest).write(to: URL(filePath: manifestPath))
      try HubStore.synchronize(manifestPath)
      try store.markBackedUp()
      return manifest
    } catch {
      // Half a backup is none; what cannot be removed on a failing disk is not worth another error.
      for path in [target, manifestPath] { try? FileManager.default.removeItem(atPath: path) }
      throw error
    }
  }

  /// The manifest beside a backup; nil where there is none.
  ///
  /// Throws `StoreError.damaged` where it cannot be read, or the backup is not the one that it describes.
  static func check(_ backup: String) throws -> BackupManifest? {
    guard let data = FileManager.default.contents(atPath: path(of: backup)) else { return nil }
    // Why it cannot be decoded is of no use to a person: it is no manifest.
    guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data) else {
      throw StoreError.damaged(path: path(of: backup), detail: "it is no manifest")
    }
    let (bytes, hash) = try checksum(of: backup)
    guard bytes == manifest.bytes, hash == manifest.sha256 else {
      throw StoreError.damaged(path: backup, detail: "its bytes are not those of its manifest")
    }
    return manifest
  }

  private static func checksum(of path: String) throws -> (bytes: UInt64, hash: String) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw StoreError.missing(path: path)
    }
    defer { handle.closeFile() }
    var hash = SHA256()
    var bytes: UInt64 = 0
    while let data = try handle.read(upToCount: piece), !data.isEmpty {
      hash.update(data: data)
      bytes += UInt64(data.count)
    }
    return (bytes, Hexadecimal.text(Array(hash.finalize())))
  }
}

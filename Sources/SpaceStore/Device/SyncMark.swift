internal import Foundation

/// When a replica last talked to its hub: the time of an empty file beside the database.
///
/// It is written at every sync, is not worth a transaction, and may be lost.
struct SyncMark {
  static let name = "last-sync"
  private static let millisecondsPerSecond = 1_000.0

  private let path: String

  init(directory: String) { path = "\(directory)/\(Self.name)" }

  /// In milliseconds since 1970 by the corrected clock; nil where there is no mark.
  var milliseconds: Int64? {
    // Without a mark the database still knows the time to some minutes.
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let date = attributes?[.modificationDate] as? Date else { return nil }
    return Int64((date.timeIntervalSince1970 * Self.millisecondsPerSecond).rounded())
  }

  func set(_ milliseconds: Int64) {
    let date = Date(timeIntervalSince1970: Double(milliseconds) / Self.millisecondsPerSecond)
    let attributes: [FileAttributeKey: Any] = [.modificationDate: date, .posixPermissions: 0o600]
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    // Where the disk refuses this, the time of the last sync that moved something is shown.
    try? FileManager.default.setAttributes(attributes, ofItemAtPath: path)
  }
}

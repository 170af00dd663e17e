internal import Foundation
internal import SyncCore
internal import SyncSession

/// The count of a replica's own changes in a file outside of the replica, one file for each id.
///
/// It is written before each commit and not forced to the disk: where it is ahead of the database,
/// the database went back; where it is behind, a power cut took it back, which harms nobody.
struct LeaseFile {
  /// Every count has as many digits, so that one write replaces it whole.
  private static let digits = 20

  private let directory: String
  private let path: String

  init(directory: String, replica: ReplicaID) {
    self.directory = directory
    path = "\(directory)/\(replica)"
  }

  func read() -> IdentityDoubt.Lease {
    // Whatever keeps it from being read, it does not say how many changes there are.
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let count = UInt64(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else { return .missing }
    return .count(count)
  }

  /// Whether the count could be written.
  func write(_ count: UInt64) -> Bool {
    if replace(count) { return true }
    // Where the directory cannot be made the second try fails like the first.
    try? FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    return replace(count)
  }

  private func replace(_ count: UInt64) -> Bool {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = unsafe open(path, flags, S_IRUSR | S_IWUSR)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let text = String(count)
    let padding = String(repeating: "0", count: max(Self.digits - text.utf8.count, 0))
    let bytes = Array("\(padding)\(text)\n".utf8)
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
    }
    return written == bytes.count
  }
}

extension FileFingerprint {
  /// Where a file lies; nil where it does not.
  init?(of file: String, machine: String) {
    var status = stat()
    guard unsafe stat(file, &status) == 0 else { return nil }
    let path = URL(filePath: file).resolvingSymlinksInPath().path
    self.init(machine: machine, path: path, inode: UInt64(status.st_ino))
  }
}

import AccountModel
import Foundation
import SyncCore
import SyncProtocol
import SyncTesting
import Synchronization

/// What the cases share: the workload, a place for files, a clock, chance.
final class Lab: Sendable {
  /// How often a case repeats what it times; the median counts.
  let repeats: Int
  let data: DataSet
  let edits: EditStream
  let dice: Dice
  private let root: String
  private let madeDirectories = Mutex(0)

  init(repeats: Int, data: DataSet = DataSet()) throws {
    self.repeats = repeats
    self.data = data
    edits = EditStream(data)
    dice = Dice(Seed(rawValue: UInt64(getpid())))
    root = FileManager.default.temporaryDirectory.path + "/fieldbook-bench-\(getpid())"
    try FileManager.default.createDirectory(
      atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  // Nothing depends on the files any more; what cannot be removed is the system's to clean.
  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// A new empty directory.
  func directory(_ name: String) throws -> String {
    let number = madeDirectories.withLock { count in
      count += 1
      return count
    }
    let path = "\(root)/\(number)-\(name)"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return path
  }

  /// A directory that is not needed any more.
  func remove(_ directory: String) throws {
    try FileManager.default.removeItem(atPath: directory)
  }

  /// Ids for new records.
  var newID: @Sendable () -> RecordID {
    { [dice] in RecordID(truncating: dice.bits()) }
  }

  /// Milliseconds since 1970.
  var wall: @Sendable () -> Int64 {
    { Int64(Date().timeIntervalSince1970 * 1_000) }
  }
}

/// Bytes that follow from a seed; they may be asked for from several threads.
final class Dice: Sendable {
  private let generator: Mutex<SplitMix64>

  init(_ seed: Seed) { generator = Mutex(seed.generator) }

  @Sendable func bytes(_ count: Int) -> [UInt8] {
    generator.withLock { generator in
      (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
  }

  func bits() -> UInt64 { generator.withLock { $0.next() } }
}

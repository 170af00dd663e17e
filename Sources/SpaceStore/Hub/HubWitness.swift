internal import Foundation
internal import SyncProtocol
internal import Synchronization

/// How far the hub has come, in a file beside its database: a database that is older was put back.
///
/// Written after commits and without waiting for the disk: a witness that is behind its database
/// says nothing, and one that is ahead of it never lies.
final class HubWitness: Sendable {
  static let fileName = "witness"
  /// Written after so many accepted changes, or as many milliseconds: more often than anybody copies files.
  private static let interval: UInt64 = 16
  private static let milliseconds: Int64 = 1_000

  /// What the file says.
  struct Told: Codable, Equatable, Sendable {
    var lineage: UInt64
    var generation: UInt64
    /// The count of accepted changes of all spaces.
    var accepted: UInt64

    init(lineage: HubLineage, accepted: UInt64) {
      self.lineage = lineage.id
      generation = lineage.generation
      self.accepted = accepted
    }

    /// Nil where there is no file, or none that can be read: then nothing is known.
    init?(directory: String) {
      guard let data = FileManager.default.contents(atPath: HubWitness.path(in: directory)),
        // A file that cannot be read says nothing.
        let told = try? JSONDecoder().decode(Told.self, from: data)
      else { return nil }
      self = told
    }
  }

  private struct State {
    var told: Told
    var written: UInt64
    var writtenAt: Int64
  }

  private let path: String
  private let state: Mutex<State>

  init(directory: String, lineage: HubLineage, accepted: UInt64, now: Int64) {
    path = Self.path(in: directory)
    let told = Told(lineage: lineage, accepted: accepted)
    state = Mutex(State(told: told, written: accepted, writtenAt: now))
    write(now: now)
  }

  static func path(in directory: String) -> String { "\(directory)/\(fileName)" }

  /// Counts accepted changes that are committed.
  func count(_ accepted: UInt64, now: Int64) {
    let isDue = state.withLock { state in
      state.told.accepted += accepted
      return state.told.accepted >= state.written + Self.interval
        || now - state.writtenAt >= Self.milliseconds
    }
    if isDue { write(now: now) }
  }

  func write(now: Int64) {
    state.withLock { state in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      // Three numbers always encode.
      guard let data = try? encoder.encode(state.told) else { return }
      // Without a witness the hub serves all the same; a silent restore is found later then.
      try? data.write(to: URL(filePath: path), options: .atomic)
      state.written = state.told.accepted
      state.writtenAt = now
    }
  }
}

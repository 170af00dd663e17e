import SpaceStore
import SyncCore
import SyncProtocol

/// What a case makes sure of before its figures count: no change is lost, and all show the same.
enum Conservation {
  /// What a replica holds of one space.
  struct State: Equatable, Sendable {
    /// How many changes of each author.
    let vector: VersionVector
    let digest: String

    init(_ ledger: SQLiteLedger) throws {
      vector = try ledger.vector()
      digest = try ledger.digest()
    }

    var changes: UInt64 { vector.entries.reduce(0) { $0 + $1.sequence } }
  }

  /// Throws ``BenchFault`` unless the log of a space has just so many changes, and its records are
  /// what these lead to in the merge core alone.
  static func check(_ ledger: SQLiteLedger, changes count: Int) throws {
    var records: [RecordKey: Record] = [:]
    var held = 0
    try ledger.replay { change in
      held += 1
      for write in change.writes {
        records[write.key, default: Record(write.key)].apply(write, dot: change.dot)
      }
    }
    guard held == count else { throw BenchFault("\(held) of \(count) changes are there") }
    guard try StateDigest.text(records.values) == ledger.digest() else {
      throw BenchFault("the records are not what the changes lead to")
    }
  }

  /// The hub writes one change into each space that is registered: who may do what there.
  private static let registrationChanges = 1

  /// Throws ``BenchFault`` unless all replicas of a hub hold the same, and each of them just so many
  /// changes of all spaces that devices made.
  static func check(_ replicas: [[State]], changes made: Int) throws {
    guard replicas.allSatisfy({ $0 == replicas.first }) else {
      throw BenchFault("the replicas do not hold the same")
    }
    let count = made + registrationChanges * (replicas.first?.count ?? 0)
    let held = replicas.first?.reduce(0) { $0 + $1.changes } ?? 0
    guard held == UInt64(count) else { throw BenchFault("\(held) of \(count) changes are there") }
  }
}

extension BenchDevice {
  func states(_ spaces: [SpaceID]) throws -> [Conservation.State] {
    let store = try open(.read)
    defer { try? store.close() }  // It only read.
    return try spaces.map { try store.read($0, Conservation.State.init) }
  }
}

extension BenchHub {
  func states(_ spaces: [SpaceID]) throws -> [Conservation.State] {
    try spaces.map { try store.read($0, Conservation.State.init) }
  }
}

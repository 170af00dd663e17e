package import SyncCore
package import SyncProtocol
package import SyncSession

/// One space of the hub in memory.
package struct MemoryHubSpace: Sendable {
  package var content: MemorySpace
  /// The accepted changes in hub order, each with its hub sequence.
  package var order: [(hubSequence: UInt64, dot: Dot)] = []
  /// The hash of the history after each accepted change, 32 bytes.
  var histories: [UInt64: [UInt8]] = [:]
  /// The hub sequence that a backup covers; nil before the first backup.
  package var durable: UInt64?
  /// The hub sequence up to which the log's bodies are gone.
  package var floor: UInt64 = 0
  package var snapshots: [HubSnapshot] = []
  package var proofs: [RunProof] = []
  var numbers = MemoryNumbers()

  package var hubSequence: UInt64 { order.last?.hubSequence ?? 0 }

  /// The hash of the history at a hub sequence, 8 bytes; nil beyond the head.
  package func history(at hubSequence: UInt64) -> [UInt8]? {
    let hash = hubSequence == 0 ? HistoryHash.seed(space: content.space) : histories[hubSequence]
    return hash.map { Array($0.prefix(HistoryHash.prefixByteCount)) }
  }

  /// The count of a replica's changes up to a hub sequence.
  func count(of replica: ReplicaID, upTo hubSequence: UInt64) -> UInt64 {
    order.last { $0.hubSequence <= hubSequence && $0.dot.replica == replica }?.dot.sequence ?? 0
  }
}

/// One user's space list.
struct MemoryUserList: Sendable {
  struct Line: Sendable {
    let space: SpaceID
    var role: SpaceRole
    var changedAt: UInt64
  }

  /// A line's ordinal is its place, from 1.
  var lines: [Line] = []
  var version: UInt64 = 0

  init(version: UInt64 = 0) { self.version = version }

  /// Makes every line newer than any version of before.
  mutating func raise(to base: UInt64) {
    version = base + 1
    for index in lines.indices { lines[index].changedAt = version }
  }

  mutating func set(_ role: SpaceRole, in space: SpaceID) {
    let index = lines.firstIndex { $0.space == space }
    if let index, lines[index].role == role { return }
    version += 1
    if let index {
      lines[index].role = role
      lines[index].changedAt = version
    } else {
      lines.append(Line(space: space, role: role, changedAt: version))
    }
  }
}

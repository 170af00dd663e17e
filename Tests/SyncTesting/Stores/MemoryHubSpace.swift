package import SyncCore
internal import SyncProtocol
package import SyncSession

/// One space of the hub in memory.
package struct MemoryHubSpace: Sendable {
  package var content: MemorySpace
  /// The accepted changes in hub order, each with its hub sequence.
  package var order: [(hubSequence: UInt64, dot: Dot)] = []
  package var snapshots: [HubSnapshot] = []
  package var proofs: [RunProof] = []
  var numbers = MemoryNumbers()

  package var hubSequence: UInt64 { order.last?.hubSequence ?? 0 }
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

internal import SyncCore

extension Oracle {
  /// What must hold between a device and the hub at any time.
  func check(
    _ space: MemoryDeviceSpace, of device: VirtualDevice, against hub: MemoryHubSpace?
  ) throws {
    let name = "device \(device.index)"
    let own = device.replica
    let accepted = hub?.content.heads[own]?.sequence ?? 0
    try expect(
      space.accepted <= accepted,
      "\(name) takes \(space.accepted) changes for accepted, the hub holds \(accepted)")
    let vector = space.content.vector
    for (hubSequence, dot) in hub?.order ?? [] where hubSequence <= space.cursor {
      try expect(vector.contains(dot), "\(name) at cursor \(space.cursor) lacks \(dot)")
    }
    guard let head = space.content.heads[own] else { return }
    for sequence in (accepted + 1)..<(max(head.sequence, accepted) + 1) {
      try expect(
        space.content.log[Dot(own, sequence)] != nil, "\(name) lost its change \(sequence)")
    }
  }

  /// Every value ever written is live at the hub, or superseded there by somebody who was shown it,
  /// or held by its author's device because the hub refuses it.
  func checkConservation(
    _ devices: [VirtualDevice], hub: MemoryHub, mayWrite: (ReplicaID, SpaceID) -> Bool
  ) throws {
    for (space, journal) in journals.sorted(by: { $0.key < $1.key }) {
      let content = hub.spaces[space]?.content
      let vector = content?.vector ?? VersionVector()
      let successors = successors(in: journal, at: vector)
      for entry in journal.entries {
        let dot = entry.change.dot
        guard vector.contains(dot) else {
          try expect(!mayWrite(dot.replica, space), "the hub lacks \(dot), which nobody refuses")
          let device = devices.first { $0.replica == dot.replica }
          let held = device?.memory.spaces[space]
          try expect(
            held?.content.log[dot] != nil && held?.accepted ?? 0 < dot.sequence,
            "the refused change \(dot) is in no outbox")
          continue
        }
        for (write, cell) in zip(entry.change.writes, entry.cells) {
          let siblings = content?.records[write.key]?.cells[write.field]?.siblings ?? []
          let isLive = siblings.contains { $0.dot == dot && $0.value == write.value }
          let isReplaced = successors[Place(cell: cell, dot: dot)] == write.value
          try expect(isLive || isReplaced, "\(write.key).\(write.field) of \(dot) is lost")
        }
      }
    }
  }

  struct Place: Hashable {
    let cell: Int
    let dot: Dot
  }

  /// What some applied change replaced, with the value that its author was shown.
  private func successors(in journal: Journal, at vector: VersionVector) -> [Place: Value] {
    var successors: [Place: Value] = [:]
    for entry in journal.entries where vector.contains(entry.change.dot) {
      for (write, cell) in zip(entry.change.writes, entry.cells) {
        let planned = entry.plan.writes.first {
          $0.shown.key == write.key && $0.shown.field == write.field
        }
        for sibling in planned?.shown.siblings ?? [] where write.supersedes.contains(sibling.dot) {
          successors[Place(cell: cell, dot: sibling.dot)] = sibling.value
        }
      }
    }
    return successors
  }

  /// A record is hidden if it was deleted and nothing in it is newer than what a deletion was shown.
  func checkLife(_ content: MemorySpace) throws {
    for record in content.records.values.sorted(by: { $0.key < $1.key }) {
      let life = record.cells[Field.life]?.siblings ?? []
      let deletions = life.compactMap { sibling -> VersionVector? in
        if case .deleted(let shown) = sibling.value { shown } else { nil }
      }
      let others = record.cells.filter { $0.key != Field.life }.values.flatMap(\.siblings)
      let isCovered = others.allSatisfy { other in deletions.contains { $0.contains(other.dot) } }
      let isHidden = !life.isEmpty && deletions.count == life.count && isCovered
      try expect(
        (record.life == .deleted) == isHidden, "\(record.key) is \(record.life) by mistake")
    }
  }
}

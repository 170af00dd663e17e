/// The state of one record: its cells by field name.
///
/// A field that nobody wrote has no cell.
package struct Record: Hashable, Sendable {
  package let key: RecordKey
  package var cells: [Text: Cell]

  package init(_ key: RecordKey, cells: [Text: Cell] = [:]) {
    self.key = key
    self.cells = cells
  }

  /// Applies the writes of a change that address this record.
  package mutating func apply(_ change: Change) {
    for write in change.writes where write.key == key { apply(write, dot: change.dot) }
  }

  package mutating func apply(_ write: Write, dot: Dot) {
    cells[write.field, default: Cell()].apply(write, dot: dot)
  }

  package func joined(
    with other: Record, applied: VersionVector, otherApplied: VersionVector
  ) -> Record {
    var joined = Record(key)
    for field in Set(cells.keys).union(other.cells.keys) {
      let cell = (cells[field] ?? Cell()).joined(
        with: other.cells[field] ?? Cell(), applied: applied, otherApplied: otherApplied)
      if !cell.siblings.isEmpty { joined.cells[field] = cell }
    }
    return joined
  }

  /// Whether the record is alive, deleted, or deleted while somebody edited it.
  package var life: Life {
    let life = cells[Field.life]?.siblings ?? []
    let deletions = life.compactMap { sibling -> VersionVector? in
      if case .deleted(let shown) = sibling.value { shown } else { nil }
    }
    if deletions.isEmpty { return .alive }
    if deletions.count < life.count { return .contested(editedFields: []) }
    let unseen = cells.filter { field, cell in
      field != Field.life
        && cell.siblings.contains { sibling in !deletions.contains { $0.contains(sibling.dot) } }
    }
    return unseen.isEmpty ? .deleted : .contested(editedFields: unseen.keys.sorted())
  }
}

/// Whether a record is there.
package enum Life: Hashable, Sendable {
  case alive
  /// Deleted by somebody who was shown all that is in it; hidden, and restored without loss.
  case deleted
  /// Deleted by one, concurrently edited or created by another: visible and flagged.
  case contested(editedFields: [Text])
}

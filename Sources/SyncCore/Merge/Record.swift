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
    var cell = cells[write.field] ?? Cell()
    cell.apply(write, dot: dot)
    cells[write.field] = cell.isEmpty ? nil : cell
  }

  package func joined(
    with other: Record, applied: VersionVector, otherApplied: VersionVector
  ) -> Record {
    var joined = Record(key)
    for field in Set(cells.keys).union(other.cells.keys) {
      let cell = (cells[field] ?? Cell()).joined(
        with: other.cells[field] ?? Cell(), applied: applied, otherApplied: otherApplied)
      #if MUTANTS
        if Mutant.isPlanted(.joinDropsConflicts), cell.siblings.count > 1 { continue }
      #endif
      if !cell.isEmpty { joined.cells[field] = cell }
    }
    return joined
  }

  /// Whether the record is alive, deleted, or deleted while somebody edited it.
  package var life: Life {
    let life = cells[Field.life]?.siblings ?? []
    if life.isEmpty { return cells.isEmpty ? .alive : .quarantined }
    let deletions = life.compactMap { sibling -> VersionVector? in
      if case .deleted(let shown) = sibling.value { shown } else { nil }
    }
    if deletions.isEmpty { return .alive }
    if deletions.count < life.count { return .contested(editedFields: []) }
    let unseen = cells.filter { field, cell in
      field != Field.life
        && cell.siblings.contains { sibling in !deletions.contains { $0.contains(sibling.dot) } }
    }
    #if MUTANTS
      if Mutant.isPlanted(.deletionHidesUnseen) { return .deleted }
    #endif
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
  /// Edits of a record that was purged, or whose creation is not known: hidden and listed, until
  /// somebody writes its life again.
  case quarantined
  /// Whether lists and reports leave the record out.
  package var isHidden: Bool { self == .deleted || self == .quarantined }
}

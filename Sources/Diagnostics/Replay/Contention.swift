package import SyncCore

/// How often people met in one field: counted over a replayed history.
package struct Contention {
  /// One field of one kind.
  package struct FieldName: Hashable, Comparable, Sendable {
    package let kind: Text
    package let field: Text

    package init(kind: Text, field: Text) {
      self.kind = kind
      self.field = field
    }

    package static func < (left: Self, right: Self) -> Bool {
      (left.kind, left.field) < (right.kind, right.field)
    }
  }

  /// What happened in one field.
  package struct Count: Hashable, Sendable {
    package internal(set) var writes = 0
    /// Writes that met a live one of which their author had not been shown.
    package internal(set) var encounters = 0
    /// Decisions by people.
    package internal(set) var decisions = 0
  }

  private struct CellName: Hashable { let key: RecordKey, field: Text }

  package private(set) var counts: [FieldName: Count] = [:]
  private var live: [CellName: Set<Dot>] = [:]

  package init() {}

  package mutating func apply(_ change: Change) {
    for write in change.writes where write.field != Field.life {
      let cell = CellName(key: write.key, field: write.field)
      let rest = live[cell, default: []].subtracting(write.supersedes)
      // What the hub purges or releases is nobody's edit.
      if write.value == .absent {
        live[cell] = rest
        continue
      }
      live[cell] = rest.union([change.dot])
      let name = FieldName(kind: write.key.kind, field: write.field)
      counts[name, default: Count()].writes += 1
      if !rest.isEmpty { counts[name, default: Count()].encounters += 1 }
      if change.intent == .resolve { counts[name, default: Count()].decisions += 1 }
    }
  }

  /// How often people met in any field.
  package var encounterCount: Int { counts.values.reduce(0) { $0 + $1.encounters } }

  /// The fields in which people met, the most contested first.
  package var ranking: [(name: FieldName, count: Count)] {
    counts.filter { $0.value.encounters > 0 }.map { (name: $0.key, count: $0.value) }
      .sorted { ($1.count.encounters, $0.name) < ($0.count.encounters, $1.name) }
  }
}

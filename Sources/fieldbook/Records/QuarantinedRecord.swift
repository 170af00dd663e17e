import AccountModel
import SpaceStore
import SyncCore

/// Edits of a record that was purged while their authors had not seen it: hidden until somebody
/// brings the record back.
struct QuarantinedRecord {
  let record: FoundRecord
  let view: RecordView
  /// Everybody whose edit waits, with when, by field.
  let writes: [(field: Text, dot: Dot, stamp: Stamp)]

  init(_ found: FoundRecord, of kind: KindDescription, _ ledger: SQLiteDeviceLedger) throws {
    record = found
    let state = try ledger.record(found.key)
    view = try RecordView(state, of: kind, ledger)
    writes = try state.cells.sorted { $0.key < $1.key }.flatMap { field, cell in
      try cell.siblings.map { (field, $0.dot, try ledger.stamp(of: $0.dot)) }
    }
  }

  /// The shape of a conflict over the life of the record.
  func json(_ people: People) -> JSON {
    .object([
      "ref": .string("\(record.key)"), "field": .string(Field.life.string),
      "policy": .string(Policy.aliveWins.rawValue), "base": .null, "inForce": .null,
      "candidates": .array([]), "quarantined": .boolean(true), "fields": view.fields,
      "writes": .array(
        writes.map { field, dot, stamp in
          .object([
            "field": .string(field.string),
            "user": .string(people.user(stamp.actor, on: dot.replica)),
            "device": .string(people.device(dot.replica)),
            "at": .string(LocalTime.universal(stamp.time.milliseconds)), "dot": .string("\(dot)"),
          ])
        }),
    ])
  }

  func lines(_ replica: Replica, account: String) throws -> [String] {
    let name = record.name.isEmpty ? record.title : "\(record.key.kind) \(record.title)"
    let authors = writes.map { _, dot, stamp in
      "  \(replica.people.author(dot, stamp)), \(LocalTime.text(stamp.time.milliseconds)), \(dot)"
    }
    return ["\(account) · \(name) · edit of a purged record"]
      + (try view.fieldLines(replica)) + Set(authors).sorted()
      + ["  decide    fieldbook restore \(record.shortReference) brings it back"]
  }
}

extension Replica {
  /// The edits of purged records in these spaces.
  func quarantined(in spaces: [LocalSpace]) throws -> [QuarantinedRecord] {
    let records = try store.quarantinedRecords()
    return try spaces.flatMap { space -> [QuarantinedRecord] in
      guard let found = records[space.id] else { return [] }
      return try store.read(space.id) { ledger in
        try found.compactMap { found -> QuarantinedRecord? in
          guard let kind = kindDescription(named: found.key.kind) else { return nil }
          return try QuarantinedRecord(found, of: kind, ledger)
        }
      }
    }
  }
}

extension Replica {
  /// How many cells and records wait for a person.
  func waitingCount(in spaces: [LocalSpace]) throws -> Int {
    try conflicts(in: spaces).count + quarantined(in: spaces).count
  }
}

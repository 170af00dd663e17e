import AccountModel
import SpaceStore
import SyncCore

/// Edits of a record that was purged while their authors had not seen it: hidden until somebody
/// brings the record back.
struct QuarantinedRecord {
  let record: FoundRecord
  let view: RecordView

  /// The shape of a conflict over the life of the record.
  var json: JSON {
    .object([
      "ref": .string("\(record.key)"), "field": .string(Field.life.string),
      "policy": .string(Policy.aliveWins.rawValue), "base": .null, "inForce": .null,
      "candidates": .array([]), "quarantined": .boolean(true), "fields": view.fields,
    ])
  }

  func lines(_ replica: Replica, account: String) throws -> [String] {
    ["\(account) · \(record.key.kind) \(record.title) · edit of a purged record"]
      + (try view.fieldLines(replica))
      + ["  decide    fieldbook restore \(record.shortReference) brings it back"]
  }
}

extension Replica {
  /// The edits of purged records in these spaces.
  func quarantined(in spaces: [LocalSpace]) throws -> [QuarantinedRecord] {
    try spaces.flatMap { space -> [QuarantinedRecord] in
      let found = try store.quarantinedRecords(in: space.id)
      return try store.read(space.id) { ledger in
        try found.compactMap { found -> QuarantinedRecord? in
          guard let kind = kindDescription(named: found.key.kind) else { return nil }
          let view = try RecordView(try ledger.record(found.key), of: kind, ledger)
          return QuarantinedRecord(record: found, view: view)
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

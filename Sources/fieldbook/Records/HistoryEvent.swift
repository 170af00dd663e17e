import AccountModel
import SpaceStore
import SyncCore

/// One change as far as it wrote a record, or one field of it.
struct HistoryEvent {
  let change: Change
  let writes: [(write: Write, isLive: Bool)]

  init?(_ change: Change, of record: Record, only field: Text?) {
    let own = change.writes.filter { $0.key == record.key && (field == nil || $0.field == field) }
    if own.isEmpty { return nil }
    self.change = change
    writes = own.map { write in
      let siblings = record.cells[write.field]?.siblings ?? []
      return (write, siblings.contains { $0.dot == change.dot })
    }
  }

  func json(_ people: People) -> JSON {
    .object([
      "dot": .string("\(change.dot)"),
      "user": .string(people.user(change.stamp.actor, on: change.dot.replica)),
      "device": .string(people.device(change.dot.replica)),
      "at": .string(LocalTime.universal(change.stamp.time.milliseconds)),
      "intent": .string(change.intent.word), "note": .optional(change.note?.string),
      "writes": .array(
        writes.map { entry in
          .object([
            "field": .string(entry.write.field.string), "value": JSON(entry.write.value),
            "supersedes": .array(entry.write.supersedes.map { .string("\($0)") }),
            "live": .boolean(entry.isLive),
          ])
        }),
    ])
  }

  func lines(_ replica: Replica, _ space: SpaceID) throws -> [String] {
    let texts = ValueText(store: replica.store, space: space)
    let author = replica.people.author(change.dot, change.stamp)
    let intent = change.intent == .edit ? "" : ", \(change.intent.word)"
    let time = LocalTime.text(change.stamp.time.milliseconds)
    var lines = ["\(time)  \(author)\(intent)  \(change.dot)"]
    if let note = change.note { lines.append("  “\(note)”") }
    if let origin = change.origin { lines.append("  first written as \(origin.dot)") }
    let kind = writes.first.flatMap { kindDescription(named: $0.write.key.kind) }
    let width = writes.map(\.write.field.string.count).max() ?? 0
    var fields: [String] = []
    for (write, isLive) in writes {
      let text = try texts.text(write.value, kind?.field(write.field)?.type)
      let mark = isLive ? "" : "  (superseded)"
      if write.field == Field.life {
        lines.append("  \(write.lifeWord)\(mark)")
      } else {
        let padding = String(repeating: " ", count: width - write.field.string.count)
        fields += Block.lines("  \(write.field)\(padding)  ", text + mark)
      }
    }
    return lines + fields
  }
}

extension Write {
  /// What a write of the life cell did.
  var lifeWord: String {
    switch value {
    case .deleted: "deleted"
    default: supersedes.isEmpty ? "added" : "kept"
    }
  }
}

extension Intent {
  /// What people call it.
  var word: String {
    switch self {
    case .edit: "edit"
    case .resolve: "resolve"
    case .undo: "undo"
    case .administer: "hub"
    default: "intent \(rawValue)"
    }
  }
}

import AccountModel
import SpaceStore
import SyncCore

/// One change as far as it wrote a record, or one field of it.
struct HistoryEvent {
  let dot: Dot
  /// Nil where not even the change's head is held.
  let stamp: Stamp?
  /// Nil where its body is not held.
  let change: Change?
  let writes: [(write: Write, isLive: Bool)]

  init?(_ change: Change, of record: Record, only field: Text?) {
    let own = change.writes.filter { $0.key == record.key && (field == nil || $0.field == field) }
    if own.isEmpty { return nil }
    dot = change.dot
    stamp = change.stamp
    self.change = change
    writes = own.map { write in
      let siblings = record.cells[write.field]?.siblings ?? []
      return (write, siblings.contains { $0.dot == change.dot })
    }
  }

  /// A change whose body is not held: what of it still stands is known all the same.
  init(missing dot: Dot, stamp: Stamp?, of record: Record, only field: Text?) {
    self.dot = dot
    self.stamp = stamp
    change = nil
    let cells = record.cells.filter { field == nil || $0.key == field }
    writes = cells.sorted { $0.key < $1.key }.flatMap { name, cell in
      cell.siblings.filter { $0.dot == dot }.map { sibling in
        let text = sibling.isProse ? TextVersions(cell).text(of: dot).map(Value.text) : nil
        let write = Write(
          record.key, name, supersedes: sibling.supersedes, value: text ?? sibling.value)
        return (write, true)
      }
    }
  }

  /// By time; what is not known to be of any time comes first.
  static func isEarlier(_ left: Self, _ right: Self) -> Bool {
    (left.stamp?.time ?? .zero, left.dot) < (right.stamp?.time ?? .zero, right.dot)
  }

  func json(_ people: People) -> JSON {
    .object([
      "dot": .string("\(dot)"),
      "user": .optional(stamp.map { people.user($0.actor, on: dot.replica) }),
      "device": .string(people.device(dot.replica)),
      "at": .optional(stamp.map { LocalTime.universal($0.time.milliseconds) }),
      "intent": .optional(change?.intent.word), "note": .optional(change?.note?.string),
      "held": .boolean(change != nil),
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

  /// `2026-03-10 09:00  anna, anna-x1, resolve  1efb614253f7b1ce:4`.
  private func title(_ people: People) -> String {
    guard let stamp else { return "earlier  \(people.machine(dot.replica))  \(dot)" }
    let intent = change.map { $0.intent == .edit ? "" : ", \($0.intent.word)" } ?? ""
    let time = LocalTime.text(stamp.time.milliseconds)
    return "\(time)  \(people.author(dot, stamp))\(intent)  \(dot)"
  }

  func lines(_ replica: Replica, _ space: SpaceID) throws -> [String] {
    let texts = ValueText(store: replica.store, space: space)
    var lines = [title(replica.people)]
    if let note = change?.note { lines.append("  “\(note)”") }
    if let origin = change?.origin { lines.append("  first written as \(origin.dot)") }
    if change == nil {
      lines.append("  what it wrote\(writes.isEmpty ? "" : " beside") is not held here")
    }
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
    case .absent: "purged"
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

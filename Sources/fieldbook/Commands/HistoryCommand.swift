import AccountModel
import ArgumentParser
import SpaceStore
import SyncCore

/// `fieldbook history`: every change of a record, or of one field, that this replica holds.
struct HistoryCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Every change of a record or a field.")

  @Argument(help: "REF or REF.FIELD") var ref: String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let (found, address) = try replica.finder.recordOrCell(ref)
    let (events, isWhole) = try replica.store.read(found.space) { ledger in
      let record = try ledger.record(found.key)
      let changes = try ledger.changes(of: found.key)
      let events = changes.compactMap { Event($0, of: record, only: address?.field.name) }
      return (events, try ledger.hasWholeLog())
    }
    try output.result(.array(events.map { $0.json(replica.people) })) {
      try events.flatMap { try $0.lines(replica, found.space) }
    }
    if !isWhole { output.note("Earlier changes came in a snapshot; the hub keeps them.") }
    return events.isEmpty ? .findings : .done
  }

  /// One change as far as it wrote the record.
  private struct Event {
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
        "user": .string(people.user(change.actor, on: change.dot.replica)),
        "device": .string(people.device(change.dot.replica)),
        "at": .string(LocalTime.universal(change.time.milliseconds)),
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
      let time = LocalTime.text(change.time.milliseconds)
      var lines = ["\(time)  \(author)\(intent)  \(change.dot)"]
      if let note = change.note { lines.append("  “\(note)”") }
      let kind = writes.first.flatMap { kindDescription(named: $0.write.key.kind) }
      var columns = Columns()
      for (write, isLive) in writes {
        let text = try texts.text(write.value, kind?.field(write.field)?.type)
        let mark = isLive ? "" : "  (superseded)"
        if write.field == Field.life {
          lines.append("  \(write.lifeWord)\(mark)")
        } else {
          columns.add(["  \(write.field)", text + mark])
        }
      }
      return lines + columns.lines
    }
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

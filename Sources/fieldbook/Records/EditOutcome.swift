import RecordEditing
import SpaceStore
import SyncCore

/// What an edit of one record did: what it wrote, and what stands there now.
struct EditOutcome {
  let record: FoundRecord
  let change: Change?
  let cells: [EditedCell]
  /// What the cells say after the edit, by field.
  let after: [Text: Reading]

  /// Prints it; the status says where an edit met another one that its author had not seen.
  func report(_ replica: Replica, _ output: Output) throws -> ExitStatus {
    try output.result(json(replica)) {
      try cells.flatMap { cell in try lines(cell, replica) }
    }
    return cells.contains(where: hasOpenedConflict) ? .conflicts : .done
  }

  private func hasOpenedConflict(_ cell: EditedCell) -> Bool {
    cell.isWritten && !cell.shown.isCandidate && after[cell.field.name]?.status == .conflict
  }

  private func lines(_ cell: EditedCell, _ replica: Replica) throws -> [String] {
    let texts = ValueText(store: replica.store, space: record.space)
    guard !cell.members.isEmpty else {
      return try lines(
        cell, name: cell.field.name, old: cell.shown.value, new: cell.value,
        type: cell.field.type, texts, replica)
    }
    return try cell.members.flatMap { member in
      try lines(
        cell, name: member.name, old: cell.shown.value.member(member.name),
        new: cell.value.member(member.name), type: member.type, texts, replica)
    }
  }

  private func lines(
    _ cell: EditedCell, name: Text, old: Value, new: Value, type: FieldType, _ texts: ValueText,
    _ replica: Replica
  ) throws -> [String] {
    guard cell.isWritten else {
      return ["\(name): is \(try texts.brief(new, type)) already; nothing written"]
    }
    let author = cell.shown.author.map { " (\(replica.people.author($0.dot, $0.stamp)))" } ?? ""
    let (was, new) = (try texts.text(old, type), try texts.text(new, type))
    var lines = ["\(name): \(was)\(author) → \(new)"]
    if "\(was)\(new)".contains(where: \.isNewline) {
      lines = Block.lines("\(name): ", "\(was)\(author)") + Block.lines("→ ", new)
    }
    if cell.shown.isPart {
      lines.append("  what was shown is not held any more; it was not replaced")
    }
    guard let after = after[cell.field.name] else { return lines }
    let reference = "\(record.shortReference).\(cell.field.name)"
    if after.status == .conflict {
      lines.append("  a conflict waits: fieldbook resolve \(reference)")
    } else if after.status == .decided {
      let inForce = try texts.brief(after.value, cell.field.type)
      lines.append(
        "  in force by \(cell.field.policy.rawValue): \(inForce); see fieldbook explain \(reference)"
      )
    }
    return lines
  }

  private func json(_ replica: Replica) -> JSON {
    .object([
      "ref": .string("\(record.key)"),
      "dot": .optional(change?.dot.description),
      "changes": .array(
        cells.map { cell in
          let author = cell.shown.author
          return .object([
            "field": .string(cell.field.name.string),
            "old": JSON(cell.shown.value),
            "oldUser": .optional(
              author.map { replica.people.user($0.stamp.actor, on: $0.dot.replica) }),
            "oldDevice": .optional(author.map { replica.people.device($0.dot.replica) }),
            "new": JSON(cell.value),
            "written": .boolean(cell.isWritten),
            "status": .optional(after[cell.field.name]?.status.rawValue),
          ])
        }),
    ])
  }
}

extension Value {
  /// The named member of a group; null of everything else.
  func member(_ name: Text) -> Value {
    if case .group(let group) = self { group[name] } else { .null }
  }
}

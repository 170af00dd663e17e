internal import AccountModel
internal import SpaceStore
internal import SyncCore

extension FleetReport {
  /// What was set aside, by account, user and reason, with every value; then how one comes back.
  func setAsideLines(_ style: ReportStyle) -> [String] {
    var lines: [String] = []
    for group in setAsideGroups {
      guard let first = group.first else { continue }
      lines.append(
        "set aside: \(counted(group.count, "change")) of \(first.user) in \(first.account) "
          + "(\(SetAsideReason(first.reason).sentence))")
      var rows = Columns()
      let writes = group.flatMap { change in change.writes.map { (change, $0) } }
      for (change, write) in writes.prefix(Self.shown) {
        rows.add([
          change.at.text(style), write.title, write.field,
          write.isFragment ? "… \(write.value.text) …" : write.text,
        ])
      }
      lines += rows.indentedLines + more(writes.count)
      if let command = writes.lazy.compactMap(\.1.command.value).first {
        lines.append("  enter a value again, such as: \(command)")
      }
    }
    return lines
  }

  private var setAsideGroups: [[SetAsideLine]] {
    Dictionary(grouping: setAside) { [$0.account, $0.user, $0.reason] }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }
}

extension FleetReport.SetAsideLine.Written {
  /// The value in words; of a record's life what happened to it.
  fileprivate var text: String {
    guard field == Field.life.string else { return value.text }
    return if case .boolean(true) = value.value { "created or restored" } else { "deleted" }
  }
}

extension SpaceSurvey {
  /// Changes that left the state, with what they wrote.
  func setAside() throws -> [FleetReport.SetAsideLine] {
    try ledger.setAsideChanges().map { change in
      FleetReport.SetAsideLine(
        account: account, user: surroundings.user(change.stamp.actor, on: change.dot.replica),
        device: surroundings.device(change.dot.replica), dot: "\(change.dot)",
        at: Instant(change.stamp.time), reason: "\(change.refusal)",
        note: OrNull(change.note?.string),
        writes: try change.writes.map { write in
          FleetReport.SetAsideLine.Written(
            ref: "\(write.key)", title: try ledger.title(of: write.key),
            field: write.field.string, value: ReportedValue(write.value),
            isFragment: write.isFragment, command: OrNull(try command(write)))
        })
    }
  }

  /// The `fieldbook set` that writes a value again; nil for what is not typed in, for fragments, and
  /// where the record is not there.
  private func command(_ write: SetAsideChange.Written) throws -> String? {
    guard !write.isFragment, try !ledger.record(write.key).cells.isEmpty,
      let kind = kindDescription(named: write.key.kind), let field = kind.field(write.field),
      field.type != .position, !kind.isAppendOnly, !kind.isAdministered
    else { return nil }
    var assignments: [String] = []
    if case .group(let group) = write.value {
      assignments = group.members.compactMap { member in
        guard kind.address(member.name)?.field == field else { return nil }
        return Self.typed(member.value).map { "\(member.name)=\($0)" }
      }
    } else if let typed = Self.typed(write.value) {
      assignments = ["\(write.field)=\(typed)"]
    }
    return assignments.isEmpty
      ? nil : "fieldbook set \(write.key) \(assignments.joined(separator: " "))"
  }

  /// A value as it is typed in a shell; nil for one that cannot be typed.
  private static func typed(_ value: Value) -> String? {
    switch value {
    case .boolean, .number, .day: value.description
    case .reference(let reference): reference.space == nil ? value.description : nil
    case .text(let text), .prose(.whole(let text)): quoted(text.string)
    case .null, .bytes, .group, .deleted, .prose(.patch), .absent, .unknown: nil
    }
  }

  /// A text as a shell takes it for one word.
  private static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return isPlain ? text : "'\(text.replacing("'", with: #"'\''"#))'"
  }
}

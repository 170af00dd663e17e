import AccountModel
import DiagnosticReports
import SpaceStore
import SyncCore

/// What a change did, in a few words.
struct ChangeText {
  let replica: Replica
  let space: SpaceID

  /// More changes than these of one account are no news to read.
  static let shownChanges = 50

  /// Each change on a line, of many the last ones; `summary` says in a few words what it did.
  ///
  /// `changes` are the last of `count` ones; all where that is not said.
  func lines(
    _ changes: [Change], of count: Int? = nil, summary: (Change) throws -> String
  ) rethrows -> [String] {
    let shown = changes.suffix(Self.shownChanges)
    let others = (count ?? changes.count) - shown.count
    let lines = try shown.map { change in
      "  \(LocalTime.text(change.time.milliseconds))  "
        + "\(replica.people.author(change.dot, change.stamp)): \(try summary(change))"
    }
    if others == 0 { return lines }
    return ["  \(counted(others, "earlier change")); fieldbook history REF tells of a record's"]
      + lines
  }

  /// `opportunity "Kemi" money, reason; added stakeholder "Ilse Brandt" (“line 2 in”)`.
  func summary(_ change: Change) throws -> String {
    let keys = Set(change.writes.map(\.key)).sorted()
    let parts = try keys.map { key in
      try part(key, change.writes.filter { $0.key == key })
    }
    let note = change.note.map { " (“\($0)”)" } ?? ""
    return parts.joined(separator: "; ") + note
  }

  /// Enough fields to say what a record without a name is.
  private static let shownFields = 3

  /// ` (stakeholder Anna, attribute stance, value 1)`: the first fields in the schema's order.
  private func details(_ key: RecordKey, _ writes: [Write]) throws -> String {
    let fields = kindDescription(named: key.kind)?.fields ?? []
    let texts = ValueText(store: replica.store, space: space)
    let parts = try fields.compactMap { field -> String? in
      guard let write = writes.first(where: { $0.field == field.name }) else { return nil }
      return "\(field.name) \(try texts.text(write.value, field.type))"
    }
    return parts.isEmpty ? "" : " (\(parts.prefix(Self.shownFields).joined(separator: ", ")))"
  }

  private func part(_ key: RecordKey, _ writes: [Write]) throws -> String {
    let title = try replica.title(of: key, in: space)
    let life = writes.first { $0.field == Field.life }
    if writes.allSatisfy({ $0.value == .absent }) {
      let fields = writes.map(\.field.string).joined(separator: ", ")
      return life == nil ? "old versions of \(title) \(fields) released" : "purged \(title)"
    }
    if let life {
      let details = title.hasSuffix("\"") ? "" : try details(key, writes)
      return "\(life.lifeWord) \(title)\(details)"
    }
    return "\(title) \(writes.map(\.field.string).joined(separator: ", "))"
  }
}

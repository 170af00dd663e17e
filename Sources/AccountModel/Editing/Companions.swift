package import SyncCore

/// The records that go into the same change as an edit of a record of the given kind.
///
/// `id` is the edited record's, `before` holds the values that its author was shown, nil for a new
/// record, and `after` those that the author leaves.
package func companions(
  ofKind kind: Text, id: RecordID, before: [Text: Value]?, after: [Text: Value], author: Text,
  day: Day
) -> [NewRecord] {
  guard let type = entityType(named: kind), !type.companionFields.isEmpty else { return [] }
  return companions(of: type, id, before, after, author: author, day: day)
}

/// The fields of a kind of which a write may bring other records along, as a new record may.
package func companionFields(ofKind kind: Text) -> Set<Text> {
  entityType(named: kind)?.companionFields ?? []
}

private func companions<Record: Entity>(
  of type: Record.Type, _ id: RecordID, _ before: [Text: Value]?, _ after: [Text: Value],
  author: Text, day: Day
) -> [NewRecord] {
  Record.companions(
    of: EntityEdit(
      before: before.map { Record(id: id, values: $0) }, after: Record(id: id, values: after),
      author: author, day: day))
}

internal import SyncCore
internal import SyncSession

extension SQLiteLedger {
  /// The draft as it is written: texts of fields that merge texts become versions of them.
  ///
  /// What is written again keeps its form.
  func writingVersions(_ draft: Draft) throws -> Draft {
    if draft.origin != nil { return draft }
    var draft = draft
    draft.writes = try draft.writes.map { write in
      guard case .text(let text) = write.value, try mergesTexts(write.key.kind, write.field) else {
        return write
      }
      let cell = try record(write.key).cells[write.field]
      return DraftWrite(
        write.key, write.field, Prose.revision(of: cell, basis: write.basis, text: text),
        basis: write.basis)
    }
    return draft
  }

  /// Whether the schema or the library says so: a binding that comes later then finds the versions.
  private func mergesTexts(_ kind: Text, _ field: Text) throws -> Bool {
    if catalog.layout(kind)?.kind.field(field)?.policy == .text { return true }
    return try policy(of: kind, field) == .text
  }
}

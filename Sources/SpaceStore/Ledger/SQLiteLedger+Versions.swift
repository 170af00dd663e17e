internal import SyncCore
internal import SyncSession

extension SQLiteLedger {
  /// The draft as it is written: texts of fields that merge texts become versions of them.
  ///
  /// What is written again keeps its form.
  func writingVersions(_ draft: Draft) throws -> Draft {
    if draft.origin != nil { return draft }
    var draft = draft
    var mergedFields: [Text: Set<Text>] = [:]
    draft.writes = try draft.writes.map { write in
      guard case .text(let text) = write.value else { return write }
      let merged = try mergedFields[write.key.kind] ?? textFields(of: write.key.kind)
      mergedFields[write.key.kind] = merged
      guard merged.contains(write.field) else { return write }
      let cell = try cell(write.key, write.field)
      return DraftWrite(
        write.key, write.field, Prose.revision(of: cell, basis: write.basis, text: text),
        basis: write.basis)
    }
    return draft
  }

  /// The fields that merge texts by the schema or by the library: a binding that comes later then
  /// finds the versions.
  private func textFields(of kind: Text) throws -> Set<Text> {
    let schema = catalog.layout(kind)?.kind.fields ?? []
    let bound = try boundCatalog().layout(kind)?.kind.fields ?? []
    return Set((schema + bound).filter { $0.policy == .text }.map(\.name))
  }
}

package import SyncCore

/// Free text about any record, or about the account where none is named.
package struct Note: Entity {
  package let id: RecordID
  package var body = ""
  package var about: Reference?

  package init(id: RecordID) { self.id = id }

  package static let schema = Schema<Note>(
    "note",
    [
      .init("body", \.body, policy: .text),
      .init("about", \.about, isParent: true),
    ])
}

package import SyncCore

/// A record that one person deleted while another edited or created it: it stays visible.
package struct LifeFinding: Hashable, Sendable {
  package let key: RecordKey
  /// The fields that the deletion's author had not seen; empty where the record's existence was
  /// written concurrently.
  package let editedFields: [Text]

  /// Nil where nothing contests the record's life.
  package init?(_ record: Record) {
    guard case .contested(let editedFields) = record.life else { return nil }
    key = record.key
    self.editedFields = editedFields
  }
}

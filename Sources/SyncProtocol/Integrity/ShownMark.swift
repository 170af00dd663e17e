package import SyncCore

/// What tells a write that somebody was shown from another one that has its dot.
///
/// A dot names one change at a time; after a recovery it can name another one, and the change that
/// it named can stand under another dot. When, by whom and what was written stays the same.
package enum ShownMark {
  /// The length of a mark, in bytes: it guards against mistakes of machines, not against attackers.
  package static let byteCount = 8

  /// The first 8 bytes of H("fieldbook shown 1", text kind ‖ record ‖ text field ‖ time ‖ text actor
  /// ‖ svar clock offset ‖ value).
  ///
  /// Of a long text `value` is the words, so that a patch that was made whole stays the same.
  package static func mark(_ key: RecordKey, _ field: Text, _ stamp: Stamp, _ value: Value)
    -> [UInt8]
  {
    var writer = ByteWriter()
    writer.text(key.kind)
    writer.recordID(key.id)
    writer.text(field)
    writer.unsigned(stamp.time.rawValue)
    writer.text(stamp.actor)
    writer.signed(stamp.clockOffset)
    writer.value(value)
    return Array(DomainHash.shown.hash(writer.bytes).prefix(byteCount))
  }
}

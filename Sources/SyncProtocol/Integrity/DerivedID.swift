package import SyncCore

/// Ids that follow from a key, so that every replica creates the same record.
package enum DerivedID {
  /// 63 bits of SHA-256(space ‖ kind ‖ key).
  ///
  /// The key is the canonical bytes of the values that identify the record, in schema order.
  package static func record(space: SpaceID, kind: Text, key: [UInt8]) -> RecordID {
    var writer = ByteWriter()
    writer.raw(space.bytes)
    writer.text(kind)
    writer.counted(key)
    let hash = DomainHash.record.hash(writer.bytes)
    return RecordID(truncating: hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// The id of a record whose kind derives it from the given values, in schema order.
  package static func record(space: SpaceID, kind: Text, values: [Value]) -> RecordID {
    record(space: space, kind: kind, key: values.flatMap { Canonical.encode($0) })
  }
}

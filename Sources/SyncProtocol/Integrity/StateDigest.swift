internal import Crypto
package import SyncCore

/// The hash of a space's cells: equal on replicas that hold the same changes.
///
/// It covers siblings with their values and bases and past versions of texts, not the values that
/// policies make of them.
package enum StateDigest {
  /// SHA-256 as 64 hexadecimal digits; the order of the records does not matter.
  package static func text(_ records: some Sequence<Record>) -> String {
    var hash = SHA256()
    hash.update(data: DomainHash.stateDigest.hash([]))
    for record in records.sorted(by: { $0.key < $1.key }) {
      guard record.cells.contains(where: { !$0.value.isEmpty }) else { continue }
      var writer = ByteWriter()
      writer.text(record.key.kind)
      writer.recordID(record.key.id)
      writer.cells(record.cells)
      hash.update(data: writer.bytes)
    }
    return Hexadecimal.text(Array(hash.finalize()))
  }
}

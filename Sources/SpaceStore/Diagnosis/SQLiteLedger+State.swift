package import SyncCore
package import SyncProtocol

extension SQLiteLedger {
  /// What this replica holds of the space, to be compared with another one.
  package func state(withRecords: Bool) throws -> SpaceState {
    let authors = try vector().entries.compactMap { entry in
      try head(of: entry.replica).map { head in
        SpaceState.Author(
          replica: "\(entry.replica)", sequence: entry.sequence,
          chain: Hexadecimal.text(head.chain))
      }
    }
    let records = try records().filter { !$0.cells.isEmpty }
    let digests = records.map { ("\($0.key)", StateDigest.text([$0])) }
    return SpaceState(
      space: "\(space)", authors: authors, digest: StateDigest.text(records),
      records: withRecords ? Dictionary(digests, uniquingKeysWith: { first, _ in first }) : nil)
  }

  /// The cells of a record in canonical form; nil where it has none.
  package func canonicalCells(of key: RecordKey) throws -> [UInt8]? {
    let record = try record(key)
    return record.cells.isEmpty ? nil : Canonical.encode(cells: record.cells)
  }
}

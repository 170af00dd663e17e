/// When the hub archives rows of its log, and which segments become one.
package struct SealingRule: Sendable {
  /// So many rows may wait; half of them stay: what devices fetch next is read row by row.
  let rows: UInt64
  /// Segments that are smaller than one of these become one as soon as together they reach it, ascending.
  ///
  /// Small ones cost bytes, large ones time whenever one of their changes is asked for.
  let sizes: [UInt64]
  /// How many changes a segment holds at most; 0 where nothing is ever archived.
  let archive: UInt64
  /// How many bytes the changes of a segment take at most, where they are several: canonical bytes
  /// where rows are archived, those of the columns before they are deflated where segments become one.
  let bytes: Int

  package init(rows: UInt64, sizes: [UInt64], archive: UInt64, bytes: Int) {
    self.rows = rows
    self.sizes = sizes
    self.archive = archive
    self.bytes = bytes
  }

  package static let standard = SealingRule(
    rows: 64, sizes: [256, 2_048], archive: 4_096, bytes: 2 << 20)

  /// How many of the oldest rows are archived.
  func sealing(rows waiting: UInt64) -> UInt64 { waiting > rows ? waiting - rows / 2 : 0 }

  /// How many of the last segments become one, given how many changes and bytes each holds.
  func merging(_ segments: [(changes: UInt64, bytes: Int)]) -> Int? {
    for size in sizes {
      var (count, changes, bytes) = (0, UInt64(0), 0)
      for segment in segments.reversed() {
        guard segment.changes < size, bytes + segment.bytes <= self.bytes else { break }
        count += 1
        changes += segment.changes
        bytes += segment.bytes
      }
      if count > 1, changes >= size { return count }
    }
    return nil
  }

  /// The segments that become one each when everything is archived, as ranges of at least two places.
  func archiving(_ segments: [(changes: UInt64, bytes: Int)]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var (start, changes, bytes) = (0, UInt64(0), 0)
    for (place, segment) in segments.enumerated() {
      if changes + segment.changes > archive || bytes + segment.bytes > self.bytes {
        groups.append(start..<place)
        (start, changes, bytes) = (place, 0, 0)
      }
      changes += segment.changes
      bytes += segment.bytes
    }
    groups.append(start..<segments.count)
    return groups.filter { $0.count > 1 }
  }
}

package import SpaceStore
package import SyncCore

extension SQLiteDeviceLedger {
  /// The values in force of all fields that somebody wrote; the life cell is none of them.
  package func values(of record: Record) throws -> [Text: Value] {
    var values: [Text: Value] = [:]
    for field in record.cells.keys where field != Field.life {
      values[field] = try reading(of: record, field).value
    }
    return values
  }

  /// The write of a cell by one change, live or not; nil where it did not write the cell.
  package func sibling(_ dot: Dot, of record: Record, _ field: Text) throws -> Sibling? {
    let cell = record.cells[field] ?? Cell()
    if let held = (cell.siblings + cell.past).first(where: { $0.dot == dot }) { return held }
    let write = try change(dot)?.writes.first { $0.key == record.key && $0.field == field }
    guard let write else { return nil }
    let sibling = Sibling(dot: dot, value: write.value, base: write.base)
    guard sibling.isProse else { return sibling }
    return Sibling(
      dot: dot, value: write.value, base: write.base, supersedes: write.supersedes)
  }

  /// What one change wrote to a cell; of a long text the words, where its versions are still held.
  package func value(writtenBy dot: Dot, to record: Record, _ field: Text) throws -> Value? {
    guard let sibling = try sibling(dot, of: record, field) else { return nil }
    guard sibling.isProse else { return sibling.value }
    var chain = [sibling]
    while chain.count <= Prose.longestChain + 1,
      case .prose(.patch(let patch)) = chain[chain.count - 1].value,
      let base = try self.sibling(patch.base, of: record, field)
    {
      chain.append(base)
    }
    let text = TextVersions(Cell([], past: chain)).text(of: dot)
    return text.map { $0.isEmpty ? .null : .text($0) } ?? sibling.value
  }

  /// The change with words in place of versions of long texts, as far as those are held.
  package func readable(_ change: Change) throws -> Change {
    guard change.writes.contains(where: { Sibling(dot: change.dot, value: $0.value).isProse })
    else { return change }
    let writes = try change.writes.map { write in
      let value = try value(writtenBy: change.dot, to: record(write.key), write.field)
      return Write(
        write.key, write.field, supersedes: write.supersedes, value: value ?? write.value,
        base: write.base)
    }
    return Change(
      dot: change.dot, dependencies: change.dependencies, time: change.time, actor: change.actor,
      clockOffset: change.clockOffset, intent: change.intent, note: change.note,
      origin: change.origin, writes: writes, extensions: change.extensions)
  }

  /// The readings of all fields that somebody wrote.
  package func readings(of record: Record) throws -> [Text: Reading] {
    var readings: [Text: Reading] = [:]
    for field in record.cells.keys where field != Field.life {
      readings[field] = try reading(of: record, field)
    }
    return readings
  }

  /// The stamp of the latest write that a reader is shown, if there is one.
  package func author(of reading: Reading) throws -> (dot: Dot, stamp: Stamp)? {
    // Where a policy chose, the author of the chosen value is meant; during a conflict that may be
    // the base's, which can be older than all that the log holds.
    if let chosen = reading.candidates.first(where: { $0.value == reading.value }) {
      return try chosen.dots.last.map { ($0, try stamp(of: $0)) }
    }
    guard let base = reading.base, base.value == reading.value else { return nil }
    return (try? stamp(of: base.dot)).map { (base.dot, $0) }  // Older than the log: unknown.
  }
}

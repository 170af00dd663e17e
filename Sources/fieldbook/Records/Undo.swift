import AccountModel
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// The taking back of one own change: each cell gets the value that was shown before it.
final class Undo {
  /// A cell of the change that is spoken of apart, for example since it was written after it.
  struct Named { let key: RecordKey, field: Text }

  let undoable: UndoableChange
  private let replica: Replica
  private(set) var skipped: [Named] = []
  /// The fields whose conflicts wait again, since a decision was taken back.
  private(set) var reopened: [Named] = []
  /// Who first wrote what stands in place of a decision.
  private var origins: Text?
  /// What is written in further changes: a change writes a cell once.
  private var further: [Draft] = []

  init(undoable: UndoableChange, replica: Replica) {
    self.undoable = undoable
    self.replica = replica
  }

  /// Writes it; nil where every cell was written since.
  func run() throws -> Change? {
    for key in Set(undoable.change.writes.map(\.key)) {
      guard let kind = kindDescription(named: key.kind) else { continue }
      try replica.requireRight(toWrite: kind, in: undoable.space)
    }
    let entries = try replica.store.undo(undoable) { ledger in
      let writes = try writes(ledger)
      return [Draft(intent: .undo, note: origins, writes: writes)] + further
    }
    if !entries.isEmpty { replica.wakeWatcher() }
    return entries.first?.change
  }

  private func writes(_ ledger: SQLiteDeviceLedger) throws -> [DraftWrite] {
    let pairs = Array(zip(undoable.change.writes, undoable.shown))
    let created = Set(pairs.filter { $0.0.field == Field.life && $0.1.isNull }.map(\.0.key))
    var writes: [DraftWrite] = []
    for (write, shown) in pairs {
      // A record that the change created goes as a whole.
      if created.contains(write.key), write.field != Field.life { continue }
      let record = try ledger.record(write.key)
      guard let own = try ownDot(write, record, ledger),
        try !created.contains(write.key) || isUntouched(record, ledger)
      else {
        skipped.append(Named(key: write.key, field: write.field))
        continue
      }
      writes.append(try taking(back: own, write, shown: shown, record, ledger))
    }
    return writes
  }

  private func taking(
    back dot: Dot, _ write: Write, shown: Value, _ record: Record, _ ledger: SQLiteDeviceLedger
  ) throws -> DraftWrite {
    if write.field == Field.life {
      let value: Value =
        shown == .boolean(true) ? shown : .deleted(shown: try ledger.vector())
      return DraftWrite(write.key, write.field, value, basis: Basis(dots: [dot], base: nil))
    }
    if let first = try reopening(own: dot, write, record, ledger) { return first }
    let reading = try ledger.reading(of: record, write.field)
    var basis = try ledger.basis(reading, kind: write.key.kind, field: write.field)
    if reading.dots != [dot] {
      // Others stand beside it: only the own write goes.
      let own = record.cells[write.field]?.siblings.first { $0.dot == dot }
      basis = Basis(dots: [dot], base: own?.base)
    }
    return DraftWrite(write.key, write.field, shown, basis: basis)
  }

  /// Puts the candidates of a decided conflict beside each other again: the first one in place of
  /// the decision, each further one in a change of its own that replaces nothing.
  ///
  /// Nil where the change decided no conflict, or what the candidates said is not held any more.
  private func reopening(
    own dot: Dot, _ write: Write, _ record: Record, _ ledger: SQLiteDeviceLedger
  ) throws -> DraftWrite? {
    guard undoable.change.intent == .resolve, dot == undoable.change.dot else { return nil }
    var values: [Value] = []
    var drafts: [(write: DraftWrite, note: Text)] = []
    for shown in write.supersedes {
      guard let value = try ledger.value(writtenBy: shown, to: record, write.field) else {
        return nil
      }
      if values.contains(value) { continue }
      let old = try ledger.change(shown)?.writes
        .first { $0.key == write.key && $0.field == write.field }
      // A version of a text also goes back to what it went back to: its merge needs that.
      let sibling = try ledger.sibling(shown, of: record, write.field)
      let basis = Basis(
        dots: (values.isEmpty ? [dot] : []) + (sibling?.supersedes ?? []),
        base: old?.base ?? write.base)
      values.append(value)
      let author = replica.people.author(shown, try ledger.stamp(of: shown))
      drafts.append(
        (
          DraftWrite(write.key, write.field, value, basis: basis),
          Text("first by \(author) as \(shown)")
        ))
    }
    guard drafts.count > 1 else { return nil }
    origins = drafts[0].note
    further += drafts.dropFirst().map { Draft(intent: .undo, note: $0.note, writes: [$0.write]) }
    reopened.append(Named(key: write.key, field: write.field))
    return drafts[0].write
  }

  /// The live write that stands for the change, nil where somebody wrote the cell since.
  ///
  /// It is the change's own, or that of a later change which was taken back to it.
  private func ownDot(
    _ write: Write, _ record: Record, _ ledger: SQLiteDeviceLedger
  ) throws -> Dot? {
    let live = record.cells[write.field]?.siblings ?? []
    if live.contains(where: { $0.dot == undoable.change.dot }) { return undoable.change.dot }
    let written = try ledger.value(writtenBy: undoable.change.dot, to: record, write.field)
    return try live.first { sibling in
      guard sibling.dot.replica == undoable.change.dot.replica,
        let standing = try ledger.value(writtenBy: sibling.dot, to: record, write.field),
        Self.isSame(standing, written ?? write.value)
      else { return false }
      return try ledger.change(sibling.dot)?.intent == .undo
    }?.dot
  }

  /// Deletions differ in what their author was shown; for taking back they are the same.
  private static func isSame(_ left: Value, _ right: Value) -> Bool {
    if case .deleted = left, case .deleted = right { return true }
    return left == right
  }

  /// Whether nobody else wrote a record that the change created.
  private func isUntouched(_ record: Record, _ ledger: SQLiteDeviceLedger) throws -> Bool {
    record.cells.values.allSatisfy { cell in
      cell.siblings.allSatisfy { $0.dot.replica == undoable.change.dot.replica }
    }
  }
}

extension Replica {
  /// What people call a record.
  func title(of key: RecordKey, in space: SpaceID) throws -> String {
    guard let found = try store.record(key, in: space) else { return key.short }
    return found.name.isEmpty ? found.shortReference : "\(found.key.kind) \(found.title)"
  }
}

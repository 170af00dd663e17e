internal import AccountModel
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Compares lines with what is here, and writes what differs.
final class ImportWriter {
  /// The most bytes that wait for their changes, over all spaces; then all of them are written.
  private static let waitingBytes = 16 << 20
  /// What a change has beside its writes, in bytes: stamps, a vector of 4,096 entries.
  private static let changeOverhead = 128 << 10

  private let index: ImportIndex
  private let author: ImportAuthor
  /// Nil where nothing is written.
  private let transaction: ReplicaTransaction?
  private var report = ImportReport()
  private var fault = ImportFault()
  private var refused: Set<Int> = []
  private var waitingBytes = 0
  /// What new records of a kind say of their own making, by kind and field.
  private var defaults: [Int: [(field: Int, value: Value)]] = [:]

  init(index: ImportIndex, author: ImportAuthor, transaction: ReplicaTransaction?) {
    self.index = index
    self.author = author
    self.transaction = transaction
  }

  /// - Throws: ``LineProblem`` where the file is not the one that was checked.
  func take(_ line: RecordLine) throws {
    let target = try index.targets.target(of: line)
    var line = line
    let id = index.id(of: line, in: target)
    if let id, index.line(of: ImportIndex.Key(target, line.kind, id)) != line.number {
      throw LineProblem(
        line.number, "The line changed while it was read.", hint: "Run the import again.")
    }
    try map(&line, target)
    if let id, try target.knownIDs(line.kind).contains(id) {
      try change(RecordKey(line.kind.kind.name, id), line, target)
    } else {
      try add(RecordKey(line.kind.kind.name, id ?? author.newID()), line, target)
    }
  }

  /// Writes what waits.
  ///
  /// - Throws: ``ImportFault`` where rights are missing.
  func finish() throws -> ImportReport {
    guard fault.count == 0 else { throw fault }
    try flushAll()
    return report
  }

  // MARK: References

  /// References as they stand here; those to nothing are counted.
  private func map(_ line: inout RecordLine, _ target: ImportTarget) throws {
    for position in line.values.indices {
      guard case .reference(let reference)? = line.values[position] else { continue }
      let mapped = index.mapped(reference, from: target)
      line.values[position] = .reference(mapped)
      guard let place = index.place(of: mapped, from: target),
        let kind = PortableKind.named(mapped.key.kind)
      else { continue }
      let isHere =
        try index.line(of: ImportIndex.Key(place, kind, mapped.key.id)) != nil
        || place.knownIDs(kind).contains(mapped.key.id)
      if !isHere { report.dangling += 1 }
    }
  }

  // MARK: Records

  private func add(_ key: RecordKey, _ line: RecordLine, _ target: ImportTarget) throws {
    report.added += 1
    var line = line
    for (field, value) in defaults(of: line.kind) where line.values[field] == nil {
      line.values[field] = value
    }
    var writes: [DraftWrite] = []
    writes.reserveCapacity(line.kind.writeOrder.count)
    for position in line.kind.writeOrder {
      guard let position else {
        writes.append(DraftWrite(key, Field.life, .boolean(true), basis: .unset))
        continue
      }
      guard let value = line.values[position], !value.isNull else { continue }
      writes.append(
        DraftWrite(key, line.kind.kind.fields[position].name, value, basis: .unset))
    }
    try push(writes, of: key, isNew: true, line, target)
    guard line.kind.hasCompanions else { return }
    var after: [Text: Value] = [:]
    for write in writes where write.field != Field.life { after[write.field] = write.value }
    let companions = companions(
      ofKind: key.kind, id: key.id, before: nil, after: after, author: author.user,
      day: author.today)
    try push(companions, of: line, target)
  }

  private func change(_ key: RecordKey, _ line: RecordLine, _ target: ImportTarget) throws {
    var edit = try RecordEdit(
      key, kind: line.kind.kind, ledger: target.ledger, newID: author.newID)
    let life = try edit.life()
    guard !life.isHidden else {
      return leave(line, key, target, nil, life == .quarantined ? .purged : .deleted)
    }
    for (field, value) in zip(line.kind.kind.fields, line.values) {
      guard let value else { continue }
      let reading = try edit.reading(field)
      if reading.value == value { continue }
      if reading.status == .conflict {
        leave(line, key, target, field.name, .conflict)
      } else if line.kind.kind.isAppendOnly {
        leave(line, key, target, field.name, .appendOnly)
      } else if field.policy == .first, !reading.value.isNull {
        leave(line, key, target, field.name, .fixed)
      } else {
        edit.write(field, value, over: try edit.shown(field))
      }
    }
    let (writes, companions) = try edit.changes(author: author.user, day: author.today)
    guard !writes.isEmpty else {
      report.unchanged += 1
      return
    }
    report.changed += 1
    try push(
      writes.sorted { $0.field < $1.field }, of: key, isNew: false, line, target)
    try push(companions, of: line, target)
  }

  private func leave(
    _ line: RecordLine, _ key: RecordKey, _ target: ImportTarget, _ field: Text?,
    _ reason: ImportReport.LeftAlone.Reason
  ) {
    report.left.append(
      .init(line: line.number, space: target.id, key: key, field: field, reason: reason))
  }

  private func defaults(of kind: PortableKind) -> [(field: Int, value: Value)] {
    if let known = defaults[kind.index] { return known }
    let values = Authorship.defaults(
      for: kind.kind, beside: [:], author: author.user, day: author.today)
    let placed = kind.kind.fields.enumerated().compactMap { index, field in
      values[field.name].map { (field: index, value: $0) }
    }
    defaults[kind.index] = placed
    return placed
  }

  // MARK: Writing

  /// The records that go with an edit, unless the file brings its own.
  private func push(
    _ companions: [NewRecord], of line: RecordLine, _ target: ImportTarget
  ) throws {
    for companion in companions {
      guard let kind = PortableKind.named(companion.kind) else { continue }
      let isBrought = kind.kind.parentFields.contains { field in
        guard case .reference(let parent)? = companion.values[field.name] else { return false }
        return index.brings(ImportIndex.Belonging(target, kind, of: parent.key))
      }
      if isBrought { continue }
      let key = RecordKey(companion.kind, companion.id(in: target.id, otherwise: author.newID))
      var values = companion.values
      values[Field.life] = .boolean(true)
      let writes = values.sorted { $0.key < $1.key }
        .map { DraftWrite(key, $0.key, $0.value, basis: .unset) }
      try push(writes, of: key, isNew: true, line, target)
    }
  }

  private func push(
    _ writes: [DraftWrite], of key: RecordKey, isNew: Bool, _ line: RecordLine,
    _ target: ImportTarget
  ) throws {
    guard target.role >= .editor else {
      if refused.insert(target.index).inserted {
        fault.add(
          LineProblem(
            line.number, "You may not write in the account that the line belongs to.",
            hint: "Ask a manager of the account for the role.", isRefusal: true))
      }
      return
    }
    let byteCount = writes.reduce(0) { $0 + $1.byteBound }
    let room = Limits.changeBytes - Self.changeOverhead
    guard byteCount <= room else {
      throw LineProblem(
        line.number, "The record has \(byteCount) bytes, at most \(room).",
        hint: "A record has to fit into one change; split its texts.")
    }
    guard let transaction else { return }
    if target.batch.byteCount + byteCount > room
      || target.batch.writeCount + writes.count > Limits.writesPerChange
    {
      waitingBytes -= target.batch.byteCount
      try target.flush(transaction)
    }
    target.batch.add(
      ChangeBatch.RecordWrites(key: key, isNew: isNew, writes: writes), byteCount: byteCount)
    waitingBytes += byteCount
    if waitingBytes > Self.waitingBytes { try flushAll() }
  }

  private func flushAll() throws {
    guard let transaction else { return }
    for target in index.targets.all { try target.flush(transaction) }
    waitingBytes = 0
  }
}

extension DraftWrite {
  /// At least as many bytes as the write has in a change.
  fileprivate var byteBound: Int {
    // Ids, counts, tags, and the base's dot and time.
    let fixed = 64
    let bytesPerDot = 18
    return fixed + key.kind.utf8.count + field.utf8.count + basis.dots.count * bytesPerDot
      + value.byteBound + (basis.base?.value.byteBound ?? 0)
  }
}

extension Value {
  /// At least as many bytes as the value has in a change.
  fileprivate var byteBound: Int {
    let ofNumber = 24
    let ofReference = 48
    return switch self {
    case .text(let text): text.utf8.count + ofNumber
    case .reference(let reference): reference.key.kind.utf8.count + ofReference
    case .group(let group):
      group.members.reduce(ofNumber) { $0 + $1.name.utf8.count + $1.value.byteBound }
    case .prose(.whole(let text)): text.utf8.count + ofNumber
    default: ofNumber
    }
  }
}

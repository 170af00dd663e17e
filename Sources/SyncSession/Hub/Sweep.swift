package import SyncCore

/// Decides what of a space's records nobody needs any more.
///
/// What it finds can change what readers of history see, so the hub writes it as a change.
package struct Sweep {
  /// A device that was not seen for so long is retired, in milliseconds.
  ///
  /// It alone keeps nothing from being dropped, and gets a snapshot when it returns. A quarter is
  /// longer than any leave but parents'.
  package static let retirementMilliseconds: Int64 = 90 * 86_400_000
  /// So long a deleted record can be restored as it was, in milliseconds.
  ///
  /// Two quarters: a yearly plan's review still finds what the half before deleted.
  package static let deletionMilliseconds: Int64 = 180 * 86_400_000
  /// So many past versions of a text stay for people to go back to.
  package static let keptVersions = 3
  /// The most writes of one change of the hub: small changes let devices sync in between.
  package static let writesPerChange = 1_000

  /// The hub sequence up to which every active device has applied everything.
  private let floor: UInt64
  /// Milliseconds since 1970.
  private let now: Int64
  private let hubSequence: (Dot) throws -> UInt64?
  private let stamp: (Dot) throws -> Stamp

  package init(
    floor: UInt64, now: Int64, hubSequence: @escaping (Dot) throws -> UInt64?,
    stamp: @escaping (Dot) throws -> Stamp
  ) {
    self.floor = floor
    self.now = now
    self.hubSequence = hubSequence
    self.stamp = stamp
  }

  /// The writes that purge a deleted record; empty where it has to stay.
  ///
  /// A record goes when its deletion is covered, older than ``deletionMilliseconds`` and applied by
  /// every active device, with everything that was ever written to it.
  package func purge(of record: Record) throws -> [DraftWrite] {
    guard record.life == .deleted else { return [] }
    let all = record.cells.values.flatMap { $0.siblings + $0.past }
    for sibling in all {
      guard try isKnownToAll(sibling.dot) else { return [] }
      // A wrong clock in the past cannot hurry: a deletion is dated after what its author saw.
      let age = now - (try stamp(sibling.dot).time.milliseconds)
      guard age >= Self.deletionMilliseconds else { return [] }
    }
    return record.cells.map { field, cell in
      release(cell.siblings + cell.past, of: record.key, field)
    }
  }

  /// The write that releases old versions of a text; nil where all are needed.
  ///
  /// A conflict keeps every version, since merging looks for common ancestors. Else what the text in
  /// force and the last ``keptVersions`` are patched from stays.
  package func release(of cell: Cell, in key: RecordKey, _ field: Text) throws -> DraftWrite? {
    guard cell.siblings.count == 1, let current = cell.siblings.first,
      cell.past.count > Self.keptVersions, try isKnownToAll(current.dot)
    else { return nil }
    let versions = Dictionary(
      (cell.siblings + cell.past).map { ($0.dot, $0) }, uniquingKeysWith: { first, _ in first })
    let dated = try cell.past.map { (time: try stamp($0.dot).time, dot: $0.dot) }
      .sorted { ($0.time, $0.dot) < ($1.time, $1.dot) }
    var needed: Set<Dot> = []
    for dot in [current.dot] + dated.suffix(Self.keptVersions).map(\.dot) {
      var next = versions[dot]
      while let version = next, needed.insert(version.dot).inserted {
        guard case .prose(.patch(let patch)) = version.value else { break }
        next = versions[patch.base]
      }
    }
    #if MUTANTS
      if Mutant.isPlanted(.releasesNeededVersions) { needed = [] }
    #endif
    // What stays because somebody lacks it keeps what it is patched from.
    for version in cell.past where try !isKnownToAll(version.dot) {
      var next: Sibling? = version
      while let version = next, needed.insert(version.dot).inserted {
        guard case .prose(.patch(let patch)) = version.value else { break }
        next = versions[patch.base]
      }
    }
    let old = try cell.past.filter {
      try !needed.contains($0.dot) && isKnownToAll($0.dot)
    }
    return old.isEmpty ? nil : release(old, of: key, field)
  }

  private func isKnownToAll(_ dot: Dot) throws -> Bool {
    try hubSequence(dot).map { $0 <= floor } ?? false
  }

  private func release(_ siblings: [Sibling], of key: RecordKey, _ field: Text) -> DraftWrite {
    DraftWrite(key, field, .absent, basis: Basis(dots: siblings.map(\.dot), base: nil))
  }
}

/// What a compaction of one space drops, or would drop.
package struct SweepCount: Hashable, Sendable {
  package var purgedRecords = 0
  package var releasedVersions = 0
  package var droppedBodies = 0
  package var droppedBytes = 0

  package init() {}
}

extension HubLedger {
  /// Purges records and releases versions of texts by changes of the hub.
  ///
  /// `nextTime` dates each of them. Returns what went, or would go where `isDryRun`.
  package func sweep(
    _ records: [Record], by sweep: Sweep, as author: HubAuthor, isDryRun: Bool,
    nextTime: () throws -> HybridTime
  ) throws -> SweepCount {
    var count = SweepCount()
    var writes: [DraftWrite] = []
    for record in records.sorted(by: { $0.key < $1.key }) {
      let purge = try sweep.purge(of: record)
      if !purge.isEmpty {
        count.purgedRecords += 1
        writes += purge
        continue
      }
      for (field, cell) in record.cells.sorted(by: { $0.key < $1.key }) {
        guard let release = try sweep.release(of: cell, in: record.key, field) else { continue }
        count.releasedVersions += release.basis.dots.count
        writes.append(release)
      }
    }
    if isDryRun { return count }
    for start in stride(from: 0, to: writes.count, by: Sweep.writesPerChange) {
      let part = writes[start..<min(start + Sweep.writesPerChange, writes.count)]
      try administer(Array(part), by: author, at: nextTime())
    }
    return count
  }
}

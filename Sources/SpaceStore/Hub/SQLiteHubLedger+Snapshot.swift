internal import Foundation
internal import GRDB
internal import SyncCore
internal import SyncProtocol
package import SyncSession

extension SQLiteHubLedger {
  /// Bytes of canonical state in one part: deflated it stays near 64 kB, a size to resume at.
  private static let partBytes = 192 << 10
  /// Changes after which a cached snapshot is not offered any more: the log from there on is short enough.
  private static let maximumAge: UInt64 = 256

  /// How many snapshots are kept: a device that fetches one is not sent back by the next one's.
  private static let keptSnapshots = 2

  package func snapshot(_ snapshot: UInt64) throws -> HubSnapshot? {
    let rows = try Data.fetchAll(
      database, sql: "SELECT block FROM chunk WHERE space = ? AND snapshot = ? ORDER BY number",
      arguments: [spaceColumn, Int64(clamping: snapshot)])
    guard !rows.isEmpty, let history = try history(at: snapshot) else { return nil }
    return HubSnapshot(hubSequence: snapshot, history: history, blocks: rows.map { Array($0) })
  }

  package func currentSnapshot() throws -> HubSnapshot {
    try cachedSnapshot(since: Self.maximumAge)
      ?? makeSnapshot(of: parts() + comparingParts(isWhole: false))
  }

  package func freshSnapshot() throws -> HubSnapshot {
    if let cached = try cachedSnapshot(since: 0), try cached.tellsWholeHistories() { return cached }
    return try makeSnapshot(of: parts() + comparingParts(isWhole: true))
  }

  /// The latest snapshot, where at most so many changes came after it.
  private func cachedSnapshot(since age: UInt64) throws -> HubSnapshot? {
    let cached = try Int64.fetchOne(
      database, sql: "SELECT max(snapshot) FROM chunk WHERE space = ?", arguments: [spaceColumn])
    guard let cached, UInt64(cached) + age >= (try hubSequence()) else { return nil }
    return try snapshot(UInt64(cached))
  }

  private func makeSnapshot(of parts: [SnapshotPart]) throws -> HubSnapshot {
    let now = try hubSequence()
    let blocks = try parts.map { try $0.encode() }
    try database.execute(
      sql: """
        DELETE FROM chunk WHERE space = :space AND snapshot NOT IN (
          SELECT DISTINCT snapshot FROM chunk WHERE space = :space AND snapshot < :now
          ORDER BY snapshot DESC LIMIT :kept)
        """,
      arguments: ["space": spaceColumn, "now": Int64(now), "kept": Self.keptSnapshots - 1])
    for (index, block) in blocks.enumerated() {
      try database.execute(
        sql: "INSERT INTO chunk (space, snapshot, number, count, block) VALUES (?, ?, ?, ?, ?)",
        arguments: [spaceColumn, Int64(now), index, blocks.count, Data(block)])
    }
    return HubSnapshot(hubSequence: now, history: try history(at: now) ?? [], blocks: blocks)
  }

  /// The space's state in parts of bounded size; the first holds all authors' heads.
  private func parts() throws -> [SnapshotPart] {
    let numbers = WireNumbers(space: space, database: database)
    let heads = try vector().entries.compactMap { dot -> SnapshotHead? in
      guard let head = try head(of: dot.replica) else { return nil }
      let number = try numbers.number(of: dot.replica)?.number ?? 0
      return SnapshotHead(replica: dot.replica, number: number, head: head)
    }
    var first = SnapshotPart(heads: heads)
    for head in heads {
      let dot = Dot(head.replica, head.head.sequence)
      first.stamps[dot] = try stamp(of: dot)
    }
    var parts = [first]
    var size = 0
    let records = try records()
      .map { SnapshotRecord(ordinal: try numbers.number(of: $0.key)?.number ?? 0, record: $0) }
      .sorted { $0.ordinal < $1.ordinal }
    for entry in records {
      if size > Self.partBytes {
        parts.append(SnapshotPart())
        size = 0
      }
      size += Canonical.encode(cells: entry.record.cells).count
      try add(entry, to: &parts[parts.count - 1])
    }
    return parts
  }

  /// What a device with another history compares its own with.
  ///
  /// Not whole, it begins where a hub would go on that is restored from its last backup: before that
  /// it would be no other.
  private func comparingParts(isWhole: Bool) throws -> [SnapshotPart] {
    let told = Dictionary(
      uniqueKeysWithValues: try vector().entries.map { entry in
        if isWhole { return (entry.replica, 1..<entry.sequence + 1) }
        // The state at the end stands in the head.
        let first = max(try standing(of: entry.replica).durable, 1)
        return (entry.replica, first..<max(first, entry.sequence))
      })
    let states = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT replica, sequence, substr(chain, 1, ?) FROM change
          WHERE space = ? AND chain IS NOT NULL ORDER BY replica, sequence
          """), arguments: [ChangeRun.chainPrefixByteCount, spaceColumn])
    var chains = states.map {
      (Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)), Array($0[2] as Data))
    }
    let isWanted = { (segment: SealedLog.Segment) in
      segment.directory.runs.contains { run in
        told[run.replica]?.overlaps(run.before + 1..<run.before + run.count + 1) ?? false
      }
    }
    try log.sealed.forEach(after: 0, where: isWanted) { logged in
      chains.append((logged.change.dot, HashChain.prefix(logged.chain)))
      return true
    }
    chains.sort { $0.0 < $1.0 }
    let rewritings = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT replica, sequence, hash, by_replica, by_sequence FROM rewriting
          WHERE space = ? ORDER BY replica, sequence, hash
          """), arguments: [spaceColumn])
    return SnapshotPart.comparing(
      SnapshotSpine.joining(
        chains.filter { dot, _ in told[dot.replica]?.contains(dot.sequence) ?? false }),
      rewritings.map {
        KnownRewriting(
          origin: Dot(ReplicaID(column: $0[0]), UInt64($0[1] as Int64)),
          hash: Array($0[2] as Data),
          dot: Dot(ReplicaID(column: $0[3]), UInt64($0[4] as Int64)))
      })
  }

  private func add(_ entry: SnapshotRecord, to part: inout SnapshotPart) throws {
    part.records.append(entry)
    for cell in entry.record.cells.values {
      for version in cell.past { part.stamps[version.dot] = try stamp(of: version.dot) }
      for sibling in cell.siblings {
        part.stamps[sibling.dot] = try stamp(of: sibling.dot)
        if cell.siblings.count > 1 { part.clocks[sibling.dot] = try clock(of: sibling.dot) }
      }
    }
  }
}

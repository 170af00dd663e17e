internal import AccountModel
internal import Diagnostics
internal import SpaceStore
internal import SyncCore

/// What one space of a replica has to tell to a report.
struct SpaceSurvey {
  let ledger: SQLiteLedger
  let account: String
  let surroundings: Surroundings
  /// Milliseconds since 1970.
  let now: Int64

  /// What a replay of the log found.
  struct Met {
    var encounters = 0
    var rewritten: [FleetReport.RewrittenLine] = []
  }

  /// The conflicts that wait, and the values that a clock decided.
  func contested(_ keys: [RecordKey]) throws -> (
    conflicts: [FleetReport.ConflictLine], clocks: [FleetReport.ClockLine]
  ) {
    var conflicts: [FleetReport.ConflictLine] = []
    var clocks: [FleetReport.ClockLine] = []
    for key in keys {
      let record = try ledger.record(key)
      guard !record.life.isHidden else { continue }
      for (field, cell) in record.cells.sorted(by: { $0.key < $1.key })
      where field != Field.life && cell.siblings.count > 1 {
        let reading = try ledger.reading(of: record, field)
        if reading.status == .conflict { conflicts.append(try conflict(record, field, reading)) }
        let policy = try ledger.policy(of: key.kind, field)
        if let verdict = try ClockVerdict(on: cell, policy: policy, from: ledger) {
          clocks.append(try clock(verdict, key, field))
        }
      }
    }
    return (conflicts, clocks)
  }

  private func conflict(
    _ record: SpaceStore.Record, _ field: Text, _ reading: Reading
  ) throws -> FleetReport.ConflictLine {
    let times = try reading.candidates.compactMap(\.dots.first)
      .map { try ledger.stamp(of: $0).time.milliseconds }.sorted()
    let since = times.dropFirst().first ?? times.first ?? 0
    let kind = kindDescription(named: record.key.kind)
    let owner = try kind?.fields.first { $0.type == .user }
      .map { try ledger.reading(of: record, $0.name).value.description }
    return FleetReport.ConflictLine(
      account: account, ref: "\(record.key)", title: try ledger.title(of: record.key),
      kind: record.key.kind.string, field: field.string,
      policy: try ledger.policy(of: record.key.kind, field).rawValue, owner: owner ?? "",
      since: Instant(milliseconds: since), ageDays: max(now - since, 0) / Day.millisecondsPerDay,
      candidates: reading.candidates.map { ReportedValue($0.value) })
  }

  private func clock(
    _ verdict: ClockVerdict, _ key: RecordKey, _ field: Text
  ) throws -> FleetReport.ClockLine {
    FleetReport.ClockLine(
      account: account, ref: "\(key)", title: try ledger.title(of: key), field: field.string,
      cause: verdict.cause == .correction ? .correction : .learnedLater,
      inForce: ReportedValue(verdict.winnerValue), otherwise: ReportedValue(verdict.otherValue),
      device: surroundings.device(verdict.skewed.replica),
      replica: "\(verdict.skewed.replica)", skewMs: verdict.skew)
  }

  /// Edits of records whose creation is gone: hidden until somebody writes that the record is there.
  func quarantined() throws -> [FleetReport.QuarantineLine] {
    try ledger.records().filter { $0.life == .quarantined }.map { record in
      FleetReport.QuarantineLine(
        account: account, ref: "\(record.key)", fields: record.cells.keys.sorted().map(\.string))
    }
  }

  func replay(into contention: inout Contention) throws -> Met {
    var met = Met()
    let before = contention.encounterCount
    try ledger.replay { change in
      contention.apply(change)
      guard let origin = change.origin else { return }
      met.rewritten.append(
        FleetReport.RewrittenLine(
          account: account, first: "\(origin.dot)", again: "\(change.dot)",
          user: surroundings.user(origin.actor, on: origin.dot.replica),
          at: Instant(change.time)))
    }
    met.encounters = contention.encounterCount - before
    return met
  }
}

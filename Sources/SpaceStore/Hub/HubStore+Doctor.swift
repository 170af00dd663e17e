internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol
internal import SyncSession

/// One thing that is wrong with a hub's database.
package enum HubDamage: Hashable, Sendable {
  /// SQLite found damage in the file.
  case file(String)
  /// A change cannot be decoded, or is not the one that its row says.
  case unreadableChange(SpaceID, Dot)
  /// A segment of the archived log, named by its first hub sequence, cannot be read.
  case unreadableSegment(SpaceID, first: UInt64)
  /// A change does not follow from the one before it.
  case brokenChain(SpaceID, Dot)
  /// An author's counter or chain is not that of its last change.
  case wrongHead(SpaceID, ReplicaID)
  /// The hub's sequence of a space has a gap, or another end than the space says.
  case wrongOrder(SpaceID)
  /// The hash of a space's history is not that of its changes.
  case brokenHistory(SpaceID)
  /// The records are not what the changes lead to.
  case recordsDiffer(SpaceID)
  /// A user's list says something else about a space than its access records.
  case wrongMember(SpaceID, user: Text)
}

/// What a check of a hub's database looked at, and what it found.
package struct HubExamination: Hashable, Sendable {
  package internal(set) var faults: [HubDamage] = []
  package internal(set) var spaces = 0
  package internal(set) var changes = 0
  package internal(set) var records = 0
}

extension HubStore {
  /// Checks the whole database; changes nothing.
  package func examine() throws -> HubExamination {
    var examination = HubExamination()
    // What is decoded already says nothing of the file.
    segments.forget()
    examination.faults = try transaction { database in
      try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        .map(HubDamage.file)
    }
    guard examination.faults.isEmpty else { return examination }
    for space in try spaces() {
      try transaction { database in
        let examiner = HubSpaceExaminer(
          ledger: ledger(space.id, database), kind: space.kind, access: access)
        try examiner.examine(into: &examination)
      }
    }
    return examination
  }
}

/// Checks one space: the log, the counters, the records and the members.
private struct HubSpaceExaminer {
  let ledger: SQLiteHubLedger
  let kind: SpaceKind
  let access: AccessModel

  private var space: SpaceID { ledger.space }

  func examine(into examination: inout HubExamination) throws {
    examination.spaces += 1
    let records = try rebuild(&examination)
    let held = try ledger.records()
    examination.records += held.count
    if let records, StateDigest.text(records) != StateDigest.text(held) {
      examination.faults.append(.recordsDiffer(space))
    }
    if kind == .account { try examineMembers(held, &examination) }
  }

  /// Applies the log anew; nil where that is not possible: bodies were dropped, or cannot be read.
  private func rebuild(_ examination: inout HubExamination) throws -> [Record]? {
    var log = try HubLogExaminer(ledger)
    try log.examine()
    examination.changes += log.changes
    examination.faults += log.faults
    guard log.isReadable else { return nil }
    try examine(log.order, &examination)
    return log.floor == 0 ? Array(log.records.values) : nil
  }

  private func examine(_ order: HubOrder, _ examination: inout HubExamination) throws {
    if try !order.isGapFree || ledger.hubSequence() != order.count {
      examination.faults.append(.wrongOrder(space))
    }
    let end = Array(order.history.prefix(HistoryHash.prefixByteCount))
    if try !order.hasRightHistory || ledger.history(at: order.count) != end {
      examination.faults.append(.brokenHistory(space))
    }
    for replica in Set(order.heads.keys).union(try ledger.vector().entries.map(\.replica)).sorted()
    {
      let head = try ledger.head(of: replica)
      if head?.sequence != order.heads[replica]?.sequence
        || head?.chain != order.heads[replica]?.chain
      {
        examination.faults.append(.wrongHead(space, replica))
      }
    }
  }

  private func examineMembers(_ records: [Record], _ examination: inout HubExamination) throws {
    var granted: [Text: SpaceRole] = [:]
    for record in records where record.key.kind == access.accessKind && !record.life.isHidden {
      var values: [Text: Value] = [:]
      for field in record.cells.keys where field != Field.life {
        values[field] = try ledger.reading(of: record, field).value
      }
      if let grant = access.grant(values) { granted[grant.user] = grant.role }
    }
    let rows = try Row.fetchAll(
      ledger.database, sql: "SELECT user, role FROM user_list WHERE space = ?",
      arguments: [ledger.spaceColumn])
    let listed = Dictionary(
      rows.map { (Text($0[0]), SpaceRole(rawValue: UInt8(clamping: $0[1] as Int64)) ?? .none) },
      uniquingKeysWith: { first, _ in first })
    for user in Set(granted.keys).union(listed.keys).sorted()
    where granted[user, default: .none] != listed[user, default: .none] {
      examination.faults.append(.wrongMember(space, user: user))
    }
  }
}

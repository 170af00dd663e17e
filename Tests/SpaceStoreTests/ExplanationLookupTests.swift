import AccountModel
import Diagnostics
import Foundation
import GRDB
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@testable import SpaceStore

/// A replica with a long log in which two people met in one field.
private final class LongLog {
  /// How many changes the log holds: a million where somebody wants to measure.
  static let length =
    ProcessInfo.processInfo.environment["FIELDBOOK_LOG_LENGTH"].flatMap { UInt64($0) } ?? 1_000

  let directory: TemporaryDirectory
  let store: DeviceStore
  let space: SpaceID
  let deal = RecordKey("opportunity", RecordID(truncating: 77))
  let colleague = ReplicaID(rawValue: 900)

  init() throws {
    directory = try TemporaryDirectory()
    store = try DeviceStore.create(
      directory: directory.path, catalog: StoreCatalog(catalogDescriptions),
      identity: DeviceIdentity(
        replica: ReplicaID(rawValue: 5), user: "eero", deviceName: "eero-fw", publicKey: [1]),
      wall: { 1_773_000_000_000 })
    space = try store.createSpace(
      kind: .account, nonce: [UInt8](repeating: 1, count: SpaceRegistration.nonceByteCount))
    try fill()
    try meet()
  }

  /// Puts the colleague's changes straight into the log, without their records.
  private func fill() throws {
    try store.write(space) { ledger in
      var chain = HashChain.seed(space: space, replica: colleague)
      for sequence in 1...Self.length {
        let write = Write(
          RecordKey("note", RecordID(truncating: sequence)), "body", supersedes: [], value: .null)
        let change = Change(
          dot: Dot(colleague, sequence), dependencies: [],
          time: HybridTime(milliseconds: 1_700_000_000_000 + Int64(sequence)), actor: "ines",
          clockOffset: 0, intent: .edit, writes: [write])
        let head =
          sequence == 1 ? nil : AuthorHead(sequence: sequence - 1, chain: chain, clock: .init())
        let entry = LedgerEntry(change: change, after: head, chain: chain)
        chain = entry.head.chain
        try ledger.log.insert(entry, place: nil)
        if sequence == Self.length { try ledger.raise(colleague, to: entry.head) }
      }
    }
  }

  /// Both write the deal's next step, neither having seen the other's.
  private func meet() throws {
    _ = try store.commit(in: space) { _ in
      Draft(writes: [DraftWrite(deal, "nextStep", .text("call"), basis: .unset)])
    }
    let change = Change(
      dot: Dot(colleague, Self.length + 1), dependencies: [],
      time: HybridTime(milliseconds: 1_773_000_000_001), actor: "ines", clockOffset: 0,
      intent: .edit, writes: [Write(deal, "nextStep", supersedes: [], value: .text("visit"))])
    try store.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      let prefix = HashChain.prefix(try ledger.head(of: colleague)?.chain ?? [])
      let run = ChangeRun(replica: colleague, chainPrefix: prefix, changes: [change])
      #expect(try integrator.integrate(ChangeBatch(runs: [run])) == .complete)
      _ = try integrator.finish()
    }
  }
}

@Suite struct `An explanation from a long log` {
  @Test func `reads a few rows, each by its key`() throws {
    let log = try LongLog()
    try log.store.read(log.space) { ledger in
      var statements: [String] = []
      ledger.database.trace { event in
        if case .statement(let statement) = event { statements.append(statement.expandedSQL) }
      }
      let explanation = try ledger.explanation(log.deal, "nextStep")
      ledger.database.trace(nil)
      #expect(explanation.reading.status == .decided)
      #expect(explanation.candidates.map(\.value) == [.text("call"), .text("visit")])
      #expect(explanation.isComplete)
      // A clock is at most so many rows away, whatever the log's length; little else is read.
      #expect(statements.count < 2 * Int(ChangeLog.clockInterval) + 40)
      for sql in Set(statements) {
        let plan = try Row.fetchAll(ledger.database, sql: "EXPLAIN QUERY PLAN \(sql)")
          .map { $0["detail"] as String }
        #expect(!plan.contains { $0.hasPrefix("SCAN change") }, "\(sql): \(plan)")
      }
    }
  }

  @Test func `says since when it is whole, and a replay begins there`() throws {
    let log = try LongLog()
    try log.store.write(log.space) { ledger in
      #expect(try ledger.forgotten().isEmpty)
      try ledger.database.execute(
        sql: "UPDATE change SET body = NULL WHERE replica = ? AND sequence <= 10",
        arguments: [log.colleague.column])
      #expect(try ledger.forgotten() == VersionVector([Dot(log.colleague, 10)]))
      var dots: [Dot] = []
      try ledger.replay { dots.append($0.dot) }
      #expect(dots.count == Int(LongLog.length) - 10 + 2)
      #expect(!dots.contains(Dot(log.colleague, 10)))
      let whatIf = try ledger.replay(
        kind: log.deal.kind, field: "nextStep", under: .first, since: .zero)
      #expect(whatIf.differences().map(\.other.value) == [.text("call")])
    }
  }
}

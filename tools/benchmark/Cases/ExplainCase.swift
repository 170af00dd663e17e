import AccountModel
import Diagnostics
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Why a value is what it is, on a replica with a long log.
struct ExplainCase: BenchCase {
  static let name = "explain"
  static let about = "an explanation of a value, in the process, with 1,000,000 changes in the log"

  private static let accounts = 10
  private static let opportunities = 100
  private static let devices = 5
  private static let editsPerAccount = 99_900
  private static let runs = 200
  private static let goal = Goal.atMost(5)
  private static let millisecondsPerSecond = 1_000.0

  func run(_ lab: Lab) async throws -> [Measurement] {
    let device = try BenchDevice("anna", lab)
    let store = try device.open()
    defer { try? store.close() }  // Everything is committed.
    var asked: [(space: SpaceID, key: RecordKey, field: Text)] = []
    var count = 0
    var counts: [(space: SpaceID, changes: Int)] = []
    for account in 0..<Self.accounts {
      let history = EditHistory(
        opportunities: Self.opportunities, devices: Self.devices, edits: Self.editsPerAccount,
        seed: UInt64(account))
      count += history.changes.count
      let space = try store.createSpace(
        kind: .account, nonce: lab.dice.bytes(SpaceRegistration.nonceByteCount))
      counts.append((space, history.changes.count))
      try store.apply(history.changes, in: space)
      for change in history.changes.suffix(Self.runs / Self.accounts) {
        if let write = change.writes.first { asked.append((space, write.key, write.field)) }
      }
    }
    for (space, changes) in counts {
      try store.read(space) { try Conservation.check($0, changes: changes) }
    }
    let milliseconds = try asked.map { question in
      try Timing.seconds {
        let answer = try store.read(question.space) {
          try $0.explanation(question.key, question.field, archive: [:])
        }
        guard !answer.candidates.isEmpty else { throw BenchFault("nothing was explained") }
      } * Self.millisecondsPerSecond
    }
    return [
      Measurement(
        name: "explain/p50", value: milliseconds.median, unit: .milliseconds, goal: Self.goal,
        note: "\(count) changes"),
      Measurement(
        name: "explain/p99", value: milliseconds.percentile(99), unit: .milliseconds,
        goal: Self.goal),
    ]
  }
}

import AccountModel
import ArgumentParser
import RecordEditing
import SpaceStore
import SyncCore

/// `fieldbook history`: every change of a record, or of one field, that this replica holds.
struct HistoryCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Every change of a record or a field; who wrote what stands.")

  @Argument(help: "REF or REF.FIELD") var ref: String
  @Flag(help: "Instead, each field as it stands with who wrote it, when and on which device.")
  var blame = false
  @Flag(help: "Ask the hub for what this replica's log does not hold any more.") var hub = false
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let (found, address) = try replica.finder.recordOrCell(ref)
    if blame { return try show(Blame(found, address?.field, replica), output) }
    var archive = OlderChanges(replica, found.space, isAllowed: hub)
    var events: [HistoryEvent] = []
    var missing: [Dot] = []
    repeat {
      (events, missing) = try replica.store.read(found.space) { ledger in
        let record = try ledger.record(found.key)
        let history = try ledger.history(
          of: found.key, address?.field.name, archive: archive.changes)
        let held = try history.changes.compactMap {
          HistoryEvent(try ledger.readable($0), of: record, only: address?.field.name)
        }
        let missing = history.missing.map { dot in
          // A head that came in a snapshot says when and by whom; an older one is not there at all.
          HistoryEvent(
            missing: dot, stamp: try? ledger.stamp(of: dot), of: record, only: address?.field.name)
        }
        return ((missing + held).sorted(by: HistoryEvent.isEarlier), history.missing)
      }
    } while try await archive.fetch(missing)
    try output.result(.array(events.map { $0.json(replica.people) })) {
      try events.flatMap { try $0.lines(replica, found.space) }
    }
    if !missing.isEmpty { output.note(try archive.note()) }
    return events.isEmpty ? .findings : .done
  }

  private func show(_ blame: Blame, _ output: Output) throws -> ExitStatus {
    try output.result(blame.json) { try blame.lines }
    return blame.isEmpty ? .findings : .done
  }
}

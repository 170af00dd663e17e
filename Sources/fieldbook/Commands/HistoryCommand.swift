import AccountModel
import ArgumentParser
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
        let events = try history.changes.compactMap {
          HistoryEvent(try ledger.readable($0), of: record, only: address?.field.name)
        }
        return (events, history.missing)
      }
    } while try await archive.fetch(missing)
    try output.result(.array(events.map { $0.json(replica.people) })) {
      try events.flatMap { try $0.lines(replica, found.space) }
    }
    if !missing.isEmpty { output.note(try replica.historyNote(found.space)) }
    return events.isEmpty ? .findings : .done
  }

  private func show(_ blame: Blame, _ output: Output) throws -> ExitStatus {
    try output.result(blame.json) { try blame.lines }
    return blame.isEmpty ? .findings : .done
  }
}

extension Replica {
  /// Since when this replica holds every change of a space, and who holds those before.
  func historyNote(_ space: SpaceID) throws -> String {
    guard let since = try store.historySince(space) else {
      return "Earlier changes came in a snapshot; the hub keeps them."
    }
    return "This replica holds every change since \(LocalTime.text(since)); "
      + "what was before is with the hub."
  }
}

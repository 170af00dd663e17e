import AccountModel
import ArgumentParser
import SpaceStore
import SyncCore

/// `fieldbook show`: one record.
struct ShowCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a record.")

  @Argument(help: "The record.") var ref: String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let found = try replica.finder.record(ref)
    let view = try replica.store.read(found.space) { ledger in
      try RecordView(try ledger.record(found.key), of: replica.finder.kind(of: found), ledger)
    }
    try output.result(view.json) { try view.lines(replica) + places(view, found, replica) }
    return .done
  }

  /// The places of texts that wait for a person.
  private func places(
    _ view: RecordView, _ found: FoundRecord, _ replica: Replica
  ) throws -> [String] {
    let texts = view.conflicts.filter { view.readings[$0.name]?.text != nil }
    let cells = try replica.store.read(found.space) { ledger in
      try texts.map { try CellView(found, $0, ledger) }
    }
    return cells.flatMap { cell -> [String] in
      guard let merge = cell.reading.text else { return [] }
      return ["\(cell.field.name): \(merge.waiting); fieldbook edit \(cell.reference)"]
        + cell.placeLines(merge)
    }
  }
}

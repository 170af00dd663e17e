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
    try output.result(view.json) { try view.lines(replica) }
    return .done
  }
}

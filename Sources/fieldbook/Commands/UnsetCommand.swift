import SpaceStore
import AccountModel
import ArgumentParser
import SyncCore

/// `fieldbook unset`: empties fields of a record.
struct UnsetCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "unset", abstract: "Empty fields of a record.")

  @Argument(help: "The record.") var ref: String
  @Argument(help: "The fields.") var fields: [String]
  @Option(help: "A reason that goes with the change.") var why: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let record = try replica.finder.record(ref)
    let kind = try replica.finder.kind(of: record)
    if kind.isAppendOnly { throw Failure.appendOnly(kind) }
    let addresses = try fields.map { try replica.finder.address(Text($0), of: kind) }
    try replica.requireRight(toWrite: kind, in: record.space)
    let writer = CellWriter(
      replica: replica, record: record, kind: kind, mode: .whatIsShown, note: why)
    return try writer.empty(addresses).report(replica, output)
  }
}

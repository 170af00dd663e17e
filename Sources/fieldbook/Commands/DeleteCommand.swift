import AccountModel
import ArgumentParser
import SpaceStore
import SyncCore
import SyncSession

/// `fieldbook delete`: hides a record for everybody; nothing of it is lost.
struct DeleteCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a record; restore brings it back.",
    discussion: "An edit that you had not seen keeps the record visible, flagged.")

  @Argument(help: "The record.") var ref: String
  @Option(help: "A reason that goes with the change.") var why: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let record = try replica.finder.record(ref)
    let change = try LifeWriter(replica: replica, record: record, note: why).delete()
    LifeWriter.report(change, record, done: "Deleted", idle: "is deleted already", output)
    return .done
  }
}

import SpaceStore
import ArgumentParser
import SyncCore

/// `fieldbook restore`: brings a deleted record back as it was, or what is left of a purged one.
struct RestoreCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring a deleted record back.")

  @Argument(help: "The record.") var ref: String
  @Option(help: "A reason that goes with the change.") var why: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let record = try replica.finder.record(ref)
    let change = try LifeWriter(replica: replica, record: record, note: why).restore()
    LifeWriter.report(change, record, done: "Restored", idle: "is there already", output)
    return .done
  }
}

import ArgumentParser
import DeviceSync
import SyncCore

/// `fieldbook enroll`: joins a team; what was written before comes along.
struct EnrollCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "enroll", abstract: "Join a team with an invite; local accounts come along.")

  @Argument(help: "The hub's address.") var url: String
  @Option(help: "The code that the team's admin gave you.") var invite: String
  @Flag(help: "Leave the team that the replica belongs to, and take all its accounts along.")
  var move = false
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let home = try Home(common)
    let outcome = try await Enrolment(
      directory: home.directory, catalog: Home.storeCatalog, wall: home.clock.milliseconds
    ).run(url: url, invite: invite, moves: move)
    output.result(
      .object([
        "user": .string(outcome.user.string), "team": .string(outcome.team.string),
        "url": .string(outcome.url),
      ])
    ) {
      ["You are \(outcome.user) of \(outcome.team) at \(outcome.url).", "Next: fieldbook sync"]
    }
    return .done
  }
}

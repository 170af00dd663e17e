import ArgumentParser
import HubServer

/// `doctor`: checks the hub's database.
struct DoctorCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks the hub's database: file, chains, counters, order, records, members.")

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let result = try await DataDirectory(common.data).carryOut(.examine)
    guard case .examined(let health) = result else { throw Failure.unexpected(result) }
    let verdict = health.faults.isEmpty ? "Nothing is wrong." : "\(health.faults.count) faults:"
    try output.result(
      health,
      lines: [
        "Checked \(health.spaces) spaces, \(health.changes) changes, \(health.records) records.",
        verdict,
      ] + health.faults)
    return health.faults.isEmpty ? .done : .damaged
  }
}

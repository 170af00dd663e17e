import ArgumentParser
import HubServer

/// `compact`: drops what nobody needs any more.
struct CompactCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Purges old deletions and releases old versions of texts.",
    discussion: """
      A deletion is purged when it is half a year old and every device in use has it. \
      The log keeps every change for history and explanations, in a form that takes little room, \
      unless --forget is given.
      """)

  @Flag(
    help: """
      Drop the bodies of changes that every device in use and a backup hold; this makes room where \
      texts are long.
      """)
  var forget = false

  @Flag(help: "Say what would be dropped, and drop nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let result = try await DataDirectory(common.data)
      .carryOut(.compact(forget: forget, isDryRun: dryRun))
    guard case .compacted(let report) = result else { throw Failure.unexpected(result) }
    try output.result(
      report,
      lines: [
        "\(report.isDryRun ? "Would drop" : "Dropped") in \(report.spaces) spaces",
        "  deleted records    \(report.purgedRecords)",
        "  versions of texts  \(report.releasedVersions)",
        "  bodies of changes  \(report.droppedBodies), \(report.droppedBytes) bytes",
      ])
    return .done
  }
}

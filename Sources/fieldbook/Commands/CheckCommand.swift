import AccountModel
import ArgumentParser
import DiagnosticReports
import SpaceStore
import SyncCore

/// `fieldbook check`: what deserves a look; silent where all is well.
struct CheckCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "What deserves a look; silent where all is well.",
    discussion: """
      Possible duplicates, observations that disagree, fields that a policy decided and what lost, \
      values that a wrong clock would have decided otherwise, records deleted while edited.
      """)

  @Option(name: .customLong("in"), help: "The account (else all).") var account: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let spaces = try replica.finder.accounts(account)
    let findings = try spaces.flatMap { space in
      try SpaceCheck(replica: replica, space: space).findings()
    }
    output.result(.array(findings.map(\.json))) {
      var columns = Columns()
      for finding in findings {
        columns.add([finding.check.rawValue, finding.account, finding.text])
      }
      return columns.lines
    }
    return findings.isEmpty ? .done : .findings
  }
}

import AccountModel
import ArgumentParser
import DiagnosticReports
import SpaceStore
import SyncCore

/// `fieldbook tree`: who reports to whom at a customer.
struct TreeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "tree", abstract: "Who reports to whom in an account.",
    discussion: """
      fieldbook set REF boss=REF draws a line. A line that closes a circle is left out and marked: \
      of the lines of the circle it was written last.
      """)

  @Argument(help: "The account (else all).") var account: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let spaces = try replica.finder.accounts(account)
    let charts = try spaces.map { space in
      (try replica.name(of: space), try replica.store.read(space.id) { try ReportingChart($0) })
    }.filter { !$0.1.tree.people.isEmpty }
    output.result(.array(charts.flatMap { json($0, $1) })) {
      charts.flatMap { account, chart in lines(account, chart) }
    }
    if charts.isEmpty { output.note("There is no \(Stakeholder.kind) here.") }
    return charts.isEmpty ? .findings : .done
  }

  private func lines(_ account: String, _ chart: ReportingChart) -> [String] {
    var columns = Columns()
    for row in chart.rows() {
      let indent = String(repeating: "  ", count: row.depth + 1)
      let mark = chart.problem(of: row.person).map { "← \($0)" } ?? ""
      columns.add([indent + chart.name(row.person), chart.titles[row.person] ?? "", mark])
    }
    return [account] + columns.lines
  }

  private func json(_ account: String, _ chart: ReportingChart) -> [JSON] {
    chart.rows().map { row in
      let boss = chart.tree.bosses[row.person].map { "\(RecordKey(Stakeholder.kind, $0))" }
      return .object([
        "account": .string(account), "ref": .string("\(RecordKey(Stakeholder.kind, row.person))"),
        "name": .string(chart.names[row.person] ?? ""), "boss": .optional(boss),
        "depth": .count(row.depth), "problem": .optional(chart.problem(of: row.person)),
      ])
    }
  }
}

import AccountModel
import SpaceStore
import SyncCore

extension SpaceCheck {
  /// Lines of the reporting tree that lead nowhere, and records that belong to a deleted one.
  func structure(_ account: String) throws -> [CheckFinding] {
    let (chart, orphans) = try replica.store.read(space.id) { ledger in
      (try ReportingChart(ledger), try Family(ledger).orphans())
    }
    let lines = chart.tree.people.compactMap { person -> CheckFinding? in
      guard let problem = chart.problem(of: person) else { return nil }
      return CheckFinding(
        check: .reporting, account: account,
        references: [RecordKey(Stakeholder.kind, person)], field: Stakeholder.bossField,
        text: "\"\(chart.name(person))\" \(problem); the line is left out of the tree")
    }
    return try lines
      + orphans.map { orphan in
        let title = try replica.title(of: orphan.parent, in: space.id)
        let children = try orphan.children.map { try replica.title(of: $0, in: space.id) }
        return CheckFinding(
          check: .orphan, account: account, references: [orphan.parent] + orphan.children,
          field: nil,
          text: "\(title) was deleted but has live children: "
            + "\(children.joined(separator: ", ")); restore it or delete them")
      }
  }
}

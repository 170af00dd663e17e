import AccountModel
import ArgumentParser
import RecordEditing
import SpaceStore
import SyncCore

/// `fieldbook funnel`: the pipeline of a week, with the range that open conflicts leave.
struct FunnelCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "funnel", abstract: "The pipeline of a week, with its range.",
    discussion: "A conflict widens the range; it never moves the sums.")

  @Option(help: "The week, such as 2026-W11 (else this one).") var week: String?
  @Option(name: .customLong("in"), help: "The account (else all).") var account: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let week = try week(replica)
    let spaces = try replica.finder.accounts(account)
    let deals = try deals(spaces, replica)
    let currency = try teamCurrency(replica) ?? PipelineRules.commonCurrency(of: deals)
    let pipeline = Pipeline(deals, rules: PipelineRules(window: week.days, currency: currency))
    let report = FunnelReport(week: week, pipeline: pipeline)
    output.result(report.json) { report.lines }
    return .done
  }

  private func week(_ replica: Replica) throws -> ISOWeek {
    guard let week else { return ISOWeek(containing: replica.today) }
    if let week = ISOWeek(week) { return week }
    throw Failure(
      .usage, "wrong_week", "\"\(week)\" is no week.", hint: "Write it as 2026-W11.")
  }

  private func deals(_ spaces: [LocalSpace], _ replica: Replica) throws -> [PipelineDeal] {
    let names = try replica.names(of: spaces)
    return try spaces.flatMap { space in
      try replica.store.read(space.id) { ledger in
        try ledger.records(ofKind: Opportunity.kind).filter { !$0.life.isHidden }.map { record in
          PipelineDeal(
            Reference(record.key, in: space.id), account: names[space.id] ?? "",
            readings: try ledger.readings(of: record))
        }
      }
    }
  }

  /// The currency that the team's record names.
  private func teamCurrency(_ replica: Replica) throws -> String? {
    for space in try replica.store.spaces() where space.kind == .library {
      let currency = try replica.store.read(space.id) { ledger in
        try ledger.records(ofKind: Team.kind).lazy.filter { !$0.life.isHidden }
          .map { Team(id: $0.key.id, values: try ledger.values(of: $0)).currency }
          .first { !$0.isEmpty }
      }
      if let currency { return currency }
    }
    return nil
  }
}

import AccountModel
import Diagnostics
import RecordEditing
import SpaceStore
import SyncCore

/// One thing in one account that deserves a look.
struct CheckFinding {
  /// The rule that found it.
  enum Check: String {
    case duplicate, disagreement
    /// Several people wrote one field; a policy chose.
    case decided
    /// By the devices' own clocks another value would be in force.
    case clock
    /// A record was deleted by one and edited by another.
    case contested
    /// A reporting line leads in a circle, or to nobody.
    case reporting
    /// A deleted record has visible ones that belong to it.
    case orphan
  }

  let check: Check
  let account: String
  let references: [RecordKey]
  /// The field that it is about, if it is about one.
  let field: Text?
  let text: String
  /// What the rule knows beyond its sentence.
  var details: [JSON.Member] = []

  var json: JSON {
    .members(
      [
        .init(key: "check", value: .string(check.rawValue)),
        .init(key: "account", value: .string(account)),
        .init(key: "refs", value: .array(references.map { .string("\($0)") })),
        .init(key: "field", value: .optional(field?.string)),
        .init(key: "message", value: .string(text)),
      ] + details)
  }
}

/// All checks of one account.
struct SpaceCheck {
  let replica: Replica
  let space: LocalSpace

  func findings() throws -> [CheckFinding] {
    let account = try replica.name(of: space)
    let state = try replica.store.read(space.id) { try State($0) }
    return try duplicates(state, account) + disagreements(state, account)
      + decided(account) + clocks(account) + contested(account) + structure(account)
  }

  /// The people of an account and what was observed of them.
  private struct State {
    var people: [DuplicateFinding.Person] = []
    var names: [RecordID: String] = [:]
    var observations: [(StakeholderObservation, Stamp)] = []
    var aliases = StakeholderAliases()

    init(_ ledger: SQLiteDeviceLedger) throws {
      for record in try ledger.records(ofKind: Stakeholder.kind) where !record.life.isHidden {
        let person = Stakeholder(id: record.key.id, values: try ledger.values(of: record))
        people.append(DuplicateFinding.Person(person))
        names[person.id] = person.name
        if let target = person.aliasOf, target.space == nil {
          aliases.unite(person.id, target.key.id)
        }
      }
      for record in try ledger.records(ofKind: StakeholderObservation.kind)
      where !record.life.isHidden {
        guard let dot = record.cells[Field.life]?.siblings.first?.dot else { continue }
        let observation = StakeholderObservation(
          id: record.key.id, values: try ledger.values(of: record))
        observations.append((observation, try ledger.stamp(of: dot)))
      }
    }
  }

  private func duplicates(_ state: State, _ account: String) -> [CheckFinding] {
    DuplicateFinding.findings(among: state.people).map { finding in
      let ids = [finding.canonical] + finding.others
      let names = ids.map { "\"\(state.names[$0] ?? "")\"" }.joined(separator: " and ")
      let reasons = finding.reasons.map(\.rawValue).sorted().joined(separator: " and ")
      return CheckFinding(
        check: .duplicate, account: account,
        references: ids.map { RecordKey(Stakeholder.kind, $0) }, field: nil,
        text: "\(names) may be one person: same \(reasons)")
    }
  }

  private func disagreements(_ state: State, _ account: String) -> [CheckFinding] {
    Disagreement.findings(among: state.observations, aliases: state.aliases).map { finding in
      let opinions = finding.opinions.map { "\($0.author) \($0.value) (\($0.on))" }
      let name = state.names[finding.subject.stakeholder] ?? ""
      return CheckFinding(
        check: .disagreement, account: account,
        references: [RecordKey(Stakeholder.kind, finding.subject.stakeholder)], field: nil,
        text: "\(finding.subject.attribute.rawValue) of \"\(name)\": "
          + opinions.joined(separator: ", "))
    }
  }

  private func decided(_ account: String) throws -> [CheckFinding] {
    // Of texts that were merged nothing lost.
    let cells = try replica.contestedCells(in: [space], [.decided]).filter {
      $0.reading.text == nil
    }
    return try cells.map { cell in
      let texts = ValueText(store: replica.store, space: space.id)
      let people = replica.people
      let losers = cell.candidates.filter { $0.value != cell.reading.value }
      let lost = try losers.flatMap { candidate in
        try candidate.writes.map { write in
          "\(try texts.text(candidate.value, cell.field.type)) by \(people.author(write.dot, write.stamp))"
            + " (\(write.dot))"
        }
      }
      let inForce = try texts.text(cell.reading.value, cell.field.type)
      return CheckFinding(
        check: .decided, account: account, references: [cell.record.key], field: cell.field.name,
        text:
          "\(cell.field.name) of \(cell.record.title): \(inForce) by \(cell.policy.rawValue); "
          + "lost: \(lost.joined(separator: ", "))",
        details: [
          .init(key: "policy", value: .string(cell.policy.rawValue)),
          .init(key: "inForce", value: JSON(cell.reading.value)),
          .init(key: "lost", value: .array(losers.map { JSON($0.value) })),
        ])
    }
  }

  private func clocks(_ account: String) throws -> [CheckFinding] {
    try replica.contestedCells(in: [space], [.decided, .conflict]).compactMap { cell in
      guard let clock = cell.explanation.clock else { return nil }
      let texts = ValueText(store: replica.store, space: space.id)
      let winner = try texts.text(clock.winnerValue, cell.field.type)
      let other = try texts.text(clock.otherValue, cell.field.type)
      let sentence = clock.sentence(
        other: other, device: replica.people.machine(clock.skewed.replica))
      return CheckFinding(
        check: .clock, account: account, references: [cell.record.key], field: cell.field.name,
        text: "\(cell.field.name) of \(cell.record.title): \(winner) is the latest; \(sentence)",
        details: [
          .init(key: "inForce", value: JSON(clock.winnerValue)),
          .init(key: "raw", value: JSON(clock.otherValue)),
        ])
    }
  }

  private func contested(_ account: String) throws -> [CheckFinding] {
    let keys = try replica.store.contestedRecords()[space.id] ?? []
    let findings = try replica.store.read(space.id) { ledger in
      try keys.compactMap { LifeFinding(try ledger.record($0)) }
    }
    return try findings.map { finding in
      let title = try replica.title(of: finding.key, in: space.id)
      let fields = finding.editedFields.map(\.string).joined(separator: ", ")
      let edit = fields.isEmpty ? "kept by another" : "edited by another (\(fields))"
      return CheckFinding(
        check: .contested, account: account, references: [finding.key], field: nil,
        text: "\(title) was deleted by one and \(edit); delete or restore decides")
    }
  }
}

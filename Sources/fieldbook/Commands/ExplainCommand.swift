import AccountModel
import ArgumentParser
import DiagnosticReports
import Diagnostics
import SpaceStore
import SyncCore

/// `fieldbook explain`: why a field says what it says.
struct ExplainCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Why a field says what it says: who, where, when, what they had received.",
    discussion: "It prints the basis of what it shows, for set --basis.")

  @Argument(help: "REF.FIELD") var ref: String
  @Flag(help: "Ask the hub for what this replica's log does not hold any more.") var hub = false
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let (found, address) = try replica.finder.cell(ref)
    var archive = OlderChanges(replica, found.space, isAllowed: hub)
    var view: CellView
    var basis: BasisToken
    repeat {
      (view, basis) = try replica.store.read(found.space) { ledger in
        let view = try CellView(found, address.field, ledger, archive: archive.changes)
        return (
          view,
          try BasisToken(view.reading, of: ledger.record(found.key), address.field.name, ledger)
        )
      }
    } while try await archive.fetch(view.explanation.missing)
    try output.result(try json(view, basis, replica)) { try lines(view, basis, replica) }
    if !view.explanation.isComplete {
      output.note(try archive.note())
    }
    return view.reading.status == .conflict ? .conflicts : .done
  }

  private func lines(_ view: CellView, _ basis: BasisToken, _ replica: Replica) throws -> [String] {
    let account = try replica.name(of: replica.space(view.record.space))
    var lines = try view.lines(replica, account: account)
    lines.append("  status    \(view.explanation.status)")
    lines.append("  policy    \(view.policy.rawValue): \(view.policy.explanation)")
    if let clock = view.explanation.clock {
      let texts = ValueText(store: replica.store, space: view.record.space)
      let other = try texts.text(clock.otherValue, view.field.type)
      let device = replica.people.machine(clock.skewed.replica)
      lines.append("  clock     \(clock.sentence(other: other, device: device))")
    }
    lines.append("  basis     \(basis)")
    return lines
  }

  private func json(_ view: CellView, _ basis: BasisToken, _ replica: Replica) throws -> JSON {
    guard case .members(let members) = view.json(replica.people) else { return .null }
    let texts = ValueText(store: replica.store, space: view.record.space)
    let writes = try view.candidates.flatMap(\.writes).map { write in
      try WriteText(write, of: view, texts: texts, people: replica.people).json
    }
    return .members(
      members + [
        .init(key: "status", value: .string(view.reading.status.rawValue)),
        .init(key: "explanation", value: .string(view.policy.explanation)),
        .init(
          key: "policySource",
          value: PolicyText(inForce: view.policyInForce, people: replica.people).json),
        .init(key: "decidedByClock", value: .boolean(view.explanation.clock != nil)),
        .init(key: "writes", value: .array(writes)),
        .init(key: "complete", value: .boolean(view.explanation.isComplete)),
        .init(key: "basis", value: .string("\(basis)")),
      ])
  }
}

extension Explanation {
  /// What the value in force is, in words.
  fileprivate var status: String {
    switch reading.status {
    case .unset: "unset: nobody wrote it"
    case .single: "single: one write stands"
    case .agreed: "agreed: \(counted(reading.dots.count, "write")) of the same value"
    case .decided: "decided by the policy \(policy.name), version \(policy.version)"
    case .conflict: "conflict: a person has to decide"
    }
  }
}

extension ClockVerdict {
  /// Why the clocks matter; `other` is the value that would be in force otherwise.
  func sentence(other: String, device: String) -> String {
    let offset = LocalTime.duration(skew)
    let way = skew > 0 ? "ahead" : "behind"
    return switch cause {
    case .correction:
      "by the devices' own clocks \(other) would be in force; the clock of \(device) was \(offset) \(way)"
    case .learnedLater:
      "the clock of \(device) was later found to be \(offset) \(way); by that \(other) would be in force"
    }
  }
}

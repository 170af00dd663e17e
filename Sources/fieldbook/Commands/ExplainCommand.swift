import AccountModel
import ArgumentParser
import SpaceStore
import SyncCore

/// `fieldbook explain`: why a field says what it says.
struct ExplainCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Why a field says what it says.",
    discussion: "It prints the basis of what it shows, for set --basis.")

  @Argument(help: "REF.FIELD") var ref: String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let (found, address) = try replica.finder.cell(ref)
    let (view, isDecidedByClock) = try replica.store.read(found.space) { ledger in
      let record = try ledger.record(found.key)
      let reading = try ledger.reading(of: record, address.field.name)
      let cell = record.cells[address.field.name]
      return (
        try CellView(found, address.field, reading, ledger),
        try ClockFinding(of: cell, address.field, ledger) != nil
      )
    }
    let account = try replica.name(of: replica.space(found.space))
    try output.result(json(view, isDecidedByClock: isDecidedByClock, replica.people)) {
      var lines = try view.lines(replica, account: account)
      lines.append("  status    \(view.reading.status.rawValue)")
      lines.append("  policy    \(view.field.policy.rawValue): \(view.field.policy.explanation)")
      if isDecidedByClock {
        lines.append("  clock     by the devices' own clocks another value would be in force")
      }
      lines.append("  basis     \(BasisToken(view.reading))")
      return lines
    }
    return view.reading.status == .conflict ? .conflicts : .done
  }

  private func json(_ view: CellView, isDecidedByClock: Bool, _ people: People) -> JSON {
    guard case .members(let members) = view.json(people) else { return .null }
    return .members(
      members + [
        .init(key: "status", value: .string(view.reading.status.rawValue)),
        .init(key: "explanation", value: .string(view.field.policy.explanation)),
        .init(key: "decidedByClock", value: .boolean(isDecidedByClock)),
        .init(key: "basis", value: .string("\(BasisToken(view.reading))")),
      ])
  }
}

import AccountModel
import RecordEditing
import SpaceStore
import SyncCore

/// The people of one account with whom they report to.
struct ReportingChart {
  let tree: ReportingTree
  /// The names of everybody who has one, those that stand for the same person included.
  let names: [RecordID: String]
  /// What people call their place.
  let titles: [RecordID: String]

  init(_ ledger: SQLiteDeviceLedger) throws {
    var names: [RecordID: String] = [:]
    var titles: [RecordID: String] = [:]
    var lines: [ReportingTree.Line] = []
    var aliases = StakeholderAliases()
    for record in try ledger.records(ofKind: Stakeholder.kind) where record.life.isVisible {
      let person = Stakeholder(id: record.key.id, values: try ledger.values(of: record))
      names[person.id] = person.name
      titles[person.id] = person.title
      if let alias = person.aliasOf, alias.space == nil {
        aliases.unite(person.id, alias.key.id)
      }
      if let line = try Self.line(of: record, ledger) { lines.append(line) }
    }
    self.names = names
    self.titles = titles
    tree = ReportingTree(people: names.keys, lines: lines, aliases: aliases)
  }

  private static func line(
    of record: Record, _ ledger: SQLiteDeviceLedger
  ) throws -> ReportingTree.Line? {
    let reading = try ledger.reading(of: record, Stakeholder.bossField)
    guard case .reference(let boss) = reading.value else { return nil }
    let writer = reading.candidates.first { $0.value == reading.value }?.dots.last
    guard let dot = writer ?? reading.base?.dot else { return nil }
    let time = try writer.map { try ledger.stamp(of: $0).time } ?? reading.base?.time ?? .zero
    return ReportingTree.Line(
      person: record.key.id, boss: boss.key.id, time: time, dot: dot)
  }

  func name(_ id: RecordID) -> String {
    let name = names[id] ?? ""
    return name.isEmpty ? "\(Stakeholder.kind)/\(id.description.prefix(8))" : name
  }

  /// What is wrong with somebody's line; nil where nothing is.
  func problem(of person: RecordID) -> String? {
    switch tree.flags[person] {
    case nil: nil
    case .bossMissing(let boss):
      names[boss] == nil
        ? "reports to somebody who is not here (\(boss.description.prefix(8)))"
        : "reports to \(name(boss)), who is not here"
    case .circle(let boss): "reports to \(name(boss)), who reports to \(name(person))"
    }
  }

  /// Everybody from the top down, each with the count of bosses above.
  func rows() -> [(person: RecordID, depth: Int)] {
    var rows: [(person: RecordID, depth: Int)] = []
    var open = sorted(tree.reports(to: nil)).reversed().map { (person: $0, depth: 0) }
    while let row = open.popLast() {
      rows.append(row)
      let reports = sorted(tree.reports(to: row.person))
      open += reports.reversed().map { (person: $0, depth: row.depth + 1) }
    }
    return rows
  }

  private func sorted(_ people: [RecordID]) -> [RecordID] {
    people.sorted { (Text(names[$0] ?? ""), $0) < (Text(names[$1] ?? ""), $1) }
  }
}

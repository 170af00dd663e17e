import AccountModel
import SpaceStore
import SyncCore

/// Which records of a space belong to which.
struct Family {
  private let members: [OrphanFinding.Member]
  private let deletions: [RecordKey: Set<Dot>]

  /// Reads every record of the space: also what belongs to nothing may be what others belong to.
  init(_ ledger: SQLiteDeviceLedger) throws {
    var members: [OrphanFinding.Member] = []
    var deletions: [RecordKey: Set<Dot>] = [:]
    for kind in Self.kinds {
      for record in try ledger.records(ofKind: kind.name) {
        var values: [Text: Value] = [:]
        for field in kind.parentFields {
          values[field.name] = try ledger.reading(of: record, field.name).value
        }
        members.append(
          OrphanFinding.Member(record, kind: kind, in: ledger.space, values: values))
        let dots = Self.deletions(of: record)
        if !dots.isEmpty { deletions[record.key] = dots }
      }
    }
    self.members = members
    self.deletions = deletions
  }

  /// What goes with a record when somebody deletes it: all that is visible and belongs to it.
  func descendants(of key: RecordKey) -> [RecordKey] {
    OrphanFinding.descendants(of: key, among: members)
  }

  /// What was deleted together with a record, so that it comes back with it.
  func deletedWith(_ record: Record) -> [RecordKey] {
    let own = Self.deletions(of: record)
    return deletions.filter { $0.key != record.key && !$0.value.isDisjoint(with: own) }
      .keys.sorted()
  }

  func orphans() -> [OrphanFinding] {
    OrphanFinding.findings(among: members, wholeKinds: Set(Self.kinds.map(\.name)))
  }

  private static var kinds: [KindDescription] {
    catalogDescriptions.filter { $0.home == .account }
  }

  private static func deletions(of record: Record) -> Set<Dot> {
    let siblings = record.cells[Field.life]?.siblings ?? []
    return Set(
      siblings.compactMap { sibling in
        if case .deleted = sibling.value { sibling.dot } else { nil }
      })
  }
}

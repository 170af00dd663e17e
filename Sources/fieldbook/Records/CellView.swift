import AccountModel
import Diagnostics
import SpaceStore
import SyncCore

/// One cell with everybody who stands behind its values.
struct CellView {
  let record: FoundRecord
  let field: FieldDescription
  let explanation: Explanation
  let policyInForce: PolicyInForce

  init(
    _ record: FoundRecord, _ field: FieldDescription, _ ledger: SQLiteDeviceLedger,
    archive: [Dot: Change] = [:]
  ) throws {
    self.record = record
    self.field = field
    explanation = try ledger.explanation(record.key, field.name, archive: archive)
    policyInForce = try ledger.policyInForce(of: record.key.kind, field.name)
  }

  var reading: Reading { explanation.reading }
  /// The policy that decided: the schema's, or what the library puts in its place.
  var policy: Policy { explanation.policy }
  var candidates: [ExplainedCandidate] { explanation.candidates }
  var reference: String { "\(record.shortReference).\(field.name)" }
}

extension Replica {
  /// The cells of which several live writes hold different values, with one of these statuses.
  func contestedCells(in spaces: [LocalSpace], _ statuses: Set<Reading.Status>) throws -> [CellView]
  {
    let contested = try store.contestedRecords()
    return try spaces.flatMap { space -> [CellView] in
      guard let keys = contested[space.id] else { return [] }
      let found = try keys.compactMap { try store.record($0, in: space.id) }
      return try store.read(space.id) { ledger in
        try found.filter { !$0.isDeleted }.flatMap { found -> [CellView] in
          guard let kind = kindDescription(named: found.key.kind) else { return [] }
          let record = try ledger.record(found.key)
          return try kind.fields.compactMap { field in
            let reading = try ledger.reading(of: record, field.name)
            return statuses.contains(reading.status) ? try CellView(found, field, ledger) : nil
          }
        }
      }
    }
  }

  /// The cells that wait for a person.
  func conflicts(in spaces: [LocalSpace]) throws -> [CellView] {
    try contestedCells(in: spaces, [.conflict])
  }
}

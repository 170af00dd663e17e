import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// What became of one account of a bundle.
struct BundleOutcome {
  let space: SpaceID
  /// What the account was called here before.
  let knownName: String?
  let taken: BundleTaken?
  let refusal: BundleFailure?

  init(
    _ part: BundlePart, name: String?, taken: BundleTaken? = nil, refusal: BundleFailure? = nil
  ) {
    space = part.description.space
    knownName = name
    self.taken = taken
    self.refusal = refusal
  }

  private static let shortDigits = 8

  var name: String {
    if let name = taken?.accountName, !name.isEmpty { return name }
    return knownName ?? "account \(space.description.prefix(Self.shortDigits))"
  }
}

/// What was seen of an account in the transaction that took its changes in.
struct BundleTaken {
  /// One cell that the changes wrote.
  struct Cell {
    let key: RecordKey
    let field: FieldDescription
    let title: String
    let after: Reading
  }

  let intake: BundleIntake
  let accountName: String
  /// What the changes wrote, as it would stand; empty where nobody asked.
  let cells: [Cell]

  init(_ intake: BundleIntake, _ ledger: SQLiteDeviceLedger, observesValues: Bool) throws {
    self.intake = intake
    accountName =
      try ledger.records(ofKind: Account.kind).lazy.filter { !$0.life.isHidden }
      .map { Account(id: $0.key.id, values: try ledger.values(of: $0)).name }
      .first { !$0.isEmpty } ?? ""
    var cells: [Cell] = []
    var written: [RecordKey: Set<Text>] = [:]
    for change in intake.applied where observesValues {
      for write in change.writes { written[write.key, default: []].insert(write.field) }
    }
    for (key, fields) in written.sorted(by: { $0.key < $1.key }) {
      guard let kind = kindDescription(named: key.kind) else { continue }
      let record = try ledger.record(key)
      let title = try Self.title(of: record, kind, ledger)
      for field in kind.fields where fields.contains(field.name) {
        cells.append(
          Cell(
            key: key, field: field, title: title,
            after: try ledger.reading(of: record, field.name)))
      }
    }
    self.cells = cells
  }

  private static func title(
    of record: Record, _ kind: KindDescription, _ ledger: SQLiteDeviceLedger
  ) throws -> String {
    if let label = kind.label, case .text(let name) = try ledger.reading(of: record, label).value {
      return "\(kind.name) \"\(name)\""
    }
    return record.key.short
  }
}

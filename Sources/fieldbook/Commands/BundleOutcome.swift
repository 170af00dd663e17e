import AccountModel
import RecordEditing
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

/// What is kept of the changes of one account while they come: there may be very many.
struct BundleNews {
  /// Whether what the changes write is asked for.
  let observesValues: Bool
  /// The last ones, at least as many as are shown.
  private(set) var changes: [Change] = []
  /// The fields that all of them write, where those are asked for.
  private(set) var written: [RecordKey: Set<Text>] = [:]

  init(observesValues: Bool) { self.observesValues = observesValues }

  mutating func hear(_ applied: [Change]) {
    changes = Array((changes + applied).suffix(ChangeText.shownChanges))
    guard observesValues else { return }
    for change in applied {
      for write in change.writes { written[write.key, default: []].insert(write.field) }
    }
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
  /// The last changes that came; see ``BundleNews``.
  let changes: [Change]
  let accountName: String
  /// What the changes wrote, as it would stand; empty where nobody asked.
  let cells: [Cell]

  init(_ intake: BundleIntake, _ news: BundleNews, _ ledger: SQLiteDeviceLedger) throws {
    self.intake = intake
    changes = news.changes
    accountName =
      try ledger.records(ofKind: Account.kind).lazy.filter { !$0.life.isHidden }
      .map { Account(id: $0.key.id, values: try ledger.values(of: $0)).name }
      .first { !$0.isEmpty } ?? ""
    var cells: [Cell] = []
    for (key, fields) in news.written.sorted(by: { $0.key < $1.key }) {
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

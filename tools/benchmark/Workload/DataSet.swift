import AccountModel
import SyncCore
import SyncTesting

/// The made-up data of a team: for each account a plan, opportunities, stakeholders, activities.
///
/// The same seed gives the same records; an account is the same whatever the number of accounts.
struct DataSet: Sendable {
  /// How many records of a kind an account has; 43 in sum.
  static let shape: [(kind: KindDescription, count: Int)] = [
    (Account.schema.description, 1), (AccountPlan.schema.description, 1),
    (Opportunity.schema.description, 10), (Stakeholder.schema.description, 12),
    (Activity.schema.description, 19),
  ]

  /// The accounts that all cases use: 4,300 records.
  static let usualAccounts = 100

  let accounts: [[WorkRecord]]
  var records: [WorkRecord] { accounts.flatMap { $0 } }

  init(accounts: Int = usualAccounts, seed: UInt64 = 1) {
    self.accounts = (0..<accounts).map { Self.account($0, seed: seed) }
  }

  private static func account(_ number: Int, seed: UInt64) -> [WorkRecord] {
    let stride: UInt64 = 1_000_000
    var words = Vocabulary(Seed(rawValue: seed * stride + UInt64(number)))
    let ids = shape.map { entry in (entry.kind, (0..<entry.count).map { _ in words.identifier() }) }
    let targets = Dictionary(uniqueKeysWithValues: ids.map { ($0.name, $1) })
      .filter { $0.key == Opportunity.kind || $0.key == Stakeholder.kind }
    let values = FieldValues(targets: targets)
    return ids.flatMap { kind, ids in
      ids.map { id in
        let entries = kind.fields.map { ($0.name, values.value(of: $0, in: kind.name, &words)) }
        return WorkRecord(
          kind: kind, account: number, drawnID: id,
          values: Dictionary(uniqueKeysWithValues: entries).filter { !$0.value.isNull })
      }
    }
  }
}

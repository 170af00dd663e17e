internal import Foundation
internal import GRDB
package import SyncCore
internal import SyncProtocol

/// Which policy decides in a field, and who says so.
package struct PolicyInForce: Hashable, Sendable {
  package let policy: Policy
  /// What the schema says.
  package let schema: Policy
  /// What the library says in its place, if anything.
  package let binding: Binding?

  /// A binding of the library: what it asks for, what became of that, who wrote it.
  package struct Binding: Hashable, Sendable {
    /// As it is spelled; this program may not know it.
    package let policy: Text
    package let standing: BindingStanding
    /// The library's record.
    package let record: RecordKey
    package let library: SpaceID
    package let dot: Dot
    package let stamp: Stamp
    package let note: String?
  }
}

extension SQLiteLedger {
  /// The catalog with the policies that the library binds, as this transaction found it.
  func boundCatalog() throws -> StoreCatalog {
    if let loadedCatalog { return loadedCatalog }
    let bound =
      try policies?.catalog
      ?? BoundPolicies(catalog: catalog, database: database).boundCatalog()
    loadedCatalog = bound
    policies?.catalog = bound
    return bound
  }

  /// The policy of a field, with where it comes from.
  package func policyInForce(of kind: Text, _ field: Text) throws -> PolicyInForce {
    let policy = try policy(of: kind, field)
    let declared = catalog.layout(kind)?.kind.field(field)
    let schema = field == Field.life ? Policy.aliveWins : declared?.policy ?? .latest
    guard let declared else {
      return PolicyInForce(policy: policy, schema: schema, binding: nil)
    }
    let policies = BoundPolicies(catalog: catalog, database: database)
    return PolicyInForce(
      policy: policy, schema: schema,
      binding: try policies.binding(of: declared, in: kind))
  }

  /// The policy that says whether a write carries what stood before it.
  ///
  /// Where the schema asks a person it always does, so that a later binding finds every base.
  func basePolicy(of kind: Text, _ field: Text) throws -> Policy {
    let schema = catalog.layout(kind)?.kind.field(field)?.policy
    if let schema, schema.asksPerson { return schema }
    return try policy(of: kind, field)
  }
}

/// The library's bindings of policies, as a replica holds them.
struct BoundPolicies {
  let catalog: StoreCatalog
  let database: Database

  func boundCatalog() throws -> StoreCatalog {
    let bindings = try load()
    if bindings.isEmpty { return catalog }
    return StoreCatalog(
      layouts: catalog.layouts.map { layout in
        TableLayout(layout.kind.bound(by: bindings))
      })
  }

  /// In an order that is the same on all replicas, so that of two for one field the same one counts.
  func load() throws -> [BoundPolicy] {
    guard let table, let library = try library() else { return [] }
    let names = [BoundPolicy.kindField, BoundPolicy.fieldField, BoundPolicy.policyField]
    let columns = names.map { "\"\($0)\"" }.joined(separator: ", ")
    let statement = try database.cachedStatement(
      sql: "SELECT \(columns) FROM \"\(table)\" WHERE space = ? AND _hidden = 0 ORDER BY id")
    return try Row.fetchAll(statement, arguments: [library]).compactMap { row in
      guard let kind = row[0] as String?, let field = row[1] as String? else { return nil }
      return BoundPolicy(
        kind: Text(kind), field: Text(field), policy: Text(row[2] as String? ?? ""))
    }
  }

  /// What the library says about one field, and who wrote it.
  func binding(of field: FieldDescription, in kind: Text) throws -> PolicyInForce.Binding? {
    guard let table, let column = try library(), let library = SpaceID(bytes: column),
      kind != BoundPolicy.kindName
    else { return nil }
    let id = try Int64.fetchOne(
      database,
      sql: """
        SELECT id FROM "\(table)" WHERE space = ? AND _hidden = 0
          AND "\(BoundPolicy.kindField)" = ? AND "\(BoundPolicy.fieldField)" = ?
        ORDER BY id DESC LIMIT 1
        """, arguments: [column, kind.string, field.name.string])
    guard let id else { return nil }
    let ledger = SQLiteLedger(space: library, database: database, catalog: catalog)
    let key = RecordKey(BoundPolicy.kindName, RecordID(truncating: UInt64(id)))
    let record = try ledger.record(key)
    let reading = try ledger.reading(of: record, BoundPolicy.policyField)
    let chosen = reading.candidates.first { $0.value == reading.value }?.dots.last
    // A record without the field still says that nobody knows the policy; then who made it counts.
    guard let dot = chosen ?? record.cells.values.first?.siblings.first?.dot else { return nil }
    let name = if case .text(let text) = reading.value { text } else { Text("") }
    let why = try ledger.reading(of: record, BoundPolicy.noteField).value
    let note = if case .text(let text) = why { text } else { try ledger.change(dot)?.note }
    return PolicyInForce.Binding(
      policy: name, standing: field.standing(of: name), record: key, library: library, dot: dot,
      stamp: try ledger.stamp(of: dot), note: note?.string)
  }

  private var table: String? { catalog.layout(BoundPolicy.kindName)?.table }

  /// The one library that counts: the hub's own, on a device the first of the hub's list.
  private func library() throws -> Data? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT coalesce((SELECT value FROM meta WHERE key = ?), (
          SELECT space FROM space WHERE kind = ? ORDER BY ordinal IS NULL, ordinal, space LIMIT 1))
        """)
    return try Data.fetchOne(
      statement,
      arguments: [MetaTable.Key.library.rawValue, Int64(SpaceKind.library.rawValue)])
  }
}

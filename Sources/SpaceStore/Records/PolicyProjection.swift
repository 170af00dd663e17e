internal import Foundation
internal import GRDB
internal import SyncCore

/// Keeps what the tables show in step with the policies: a cell with several siblings is drawn anew
/// when another policy decides it.
struct PolicyProjection {
  let catalog: StoreCatalog
  let database: Database
  /// Says that nothing is to be done; nil where nobody knows.
  var cache: PolicyCache?

  /// Draws contested cells anew where the library's bindings are others than those that the rows
  /// were drawn with.
  ///
  /// Belongs to the end of every transaction that writes: so a binding and what follows from it in
  /// all spaces appear together.
  func settle() throws {
    if cache?.isDrawn == true { return }
    let bindings = try BoundPolicies(catalog: catalog, database: database).load()
    let drawn = bindings.map { "\($0.kind).\($0.field)=\($0.policy)" }.joined(separator: "\n")
    let meta = MetaTable(database: database)
    if try meta.text(.boundPolicies) ?? "" != drawn {
      try redraw()
      try meta.set(.boundPolicies, drawn)
    }
    cache?.isDrawn = true
  }

  /// Draws every record anew that has contested cells, in all spaces.
  func redraw() throws {
    let bound = try BoundPolicies(catalog: catalog, database: database).boundCatalog()
    let rows = try Row.fetchAll(
      database, sql: "SELECT DISTINCT space, kind, id FROM sibling WHERE settled = 0")
    for row in rows {
      guard let space = SpaceID(bytes: row[0] as Data), let layout = bound.layout(Text(row[1]))
      else { continue }
      let table = RecordTable(layout: layout, space: space, database: database)
      let log = ChangeLog(space: space, database: database)
      let stored = try table.load(RecordID(truncating: UInt64(row[2] as Int64)))
      try table.save(stored.record, over: stored.rows) { try log.stamp(of: $0) }
    }
  }
}

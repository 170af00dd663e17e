internal import Foundation
internal import GRDB
package import SyncCore

/// A record as a search finds it.
package struct FoundRecord: Hashable, Sendable {
  package let space: SpaceID
  package let key: RecordKey
  /// The text of the field that names the record for people; empty where there is none.
  package let name: String
  /// Whether it is hidden: deleted or quarantined.
  package let isDeleted: Bool
  /// Whether it holds edits of a record that was purged.
  package let isQuarantined: Bool
}

extension DeviceStore {
  /// The records of this kind, or of any kind, whose id lies in `ids`.
  package func records(withID ids: ClosedRange<RecordID>, kind: Text?) throws -> [FoundRecord] {
    // The tables' key begins with the space: naming them all is what makes this a search, not a scan.
    try find(
      "space IN (SELECT space FROM space) AND id BETWEEN ? AND ?",
      arguments: [ids.lowerBound.rawValue, ids.upperBound.rawValue], kind: kind)
  }

  /// The record of a space, found by its place in the table; nil where it is not here.
  package func record(_ key: RecordKey, in space: SpaceID) throws -> FoundRecord? {
    try find(
      "space = ? AND id = ?", arguments: [Data(space.bytes), key.id.rawValue], kind: key.kind
    ).first
  }

  /// The records that are called `name`, whatever the case of ASCII letters.
  package func records(named name: String, kind: Text?) throws -> [FoundRecord] {
    try find("LABEL = ? COLLATE NOCASE", arguments: [name], kind: kind)
  }

  /// The records in whose name a word begins with `name`, whatever the case of ASCII letters.
  package func records(withWord name: String, kind: Text?) throws -> [FoundRecord] {
    let escaped = name.replacing("\\", with: "\\\\").replacing("%", with: "\\%")
      .replacing("_", with: "\\_")
    return try find(
      #"(LABEL LIKE ? ESCAPE '\' OR LABEL LIKE ? ESCAPE '\')"#,
      arguments: ["\(escaped)%", "% \(escaped)%"], kind: kind)
  }

  /// The names that visible records have, at most `limit` of each kind.
  package func recordNames(kind: Text?, limit: Int) throws -> [Text] {
    try find("LABEL IS NOT NULL AND _hidden = 0", arguments: [], kind: kind, limit: limit)
      .map { Text($0.name) }
  }

  /// The records that hold edits of what was purged, by their spaces.
  package func quarantinedRecords() throws -> [SpaceID: [FoundRecord]] {
    Dictionary(
      grouping: try find(
        "_hidden = \(HiddenMark.quarantined.rawValue)", arguments: [], kind: nil),
      by: \.space)
  }

  /// The records of which a cell has several live writes, or a contested life; of each space by key.
  package func contestedRecords() throws -> [SpaceID: [RecordKey]] {
    try reading { database in
      var keys: [SpaceID: [RecordKey]] = [:]
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT DISTINCT space, kind, id FROM sibling WHERE settled = 0 ORDER BY space, kind, id
          """)
      for row in rows {
        guard let space = SpaceID(bytes: row[0] as Data) else { continue }
        let id = RecordID(truncating: UInt64(row[2] as Int64))
        keys[space, default: []].append(RecordKey(Text(row[1]), id))
      }
      return keys
    }
  }

  /// The records that fit SQL over the columns of a kind's table; `LABEL` stands for its label.
  private func find(
    _ condition: String, arguments: StatementArguments, kind: Text?, limit: Int? = nil
  ) throws -> [FoundRecord] {
    try reading { database in
      try catalog.layouts.filter { kind == nil || $0.kind.name == kind }.flatMap { layout in
        let label = layout.kind.label.map { "\"\($0)\"" } ?? "NULL"
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT space, id, \(label), _hidden FROM "\(layout.table)"
            WHERE \(condition.replacing("LABEL", with: label)) ORDER BY space, id LIMIT \(limit ?? -1)
            """, arguments: arguments)
        return rows.compactMap { row -> FoundRecord? in
          guard let space = SpaceID(bytes: row[0] as Data) else { return nil }
          return FoundRecord(
            space: space,
            key: RecordKey(layout.kind.name, RecordID(truncating: UInt64(row[1] as Int64))),
            name: row[2] as String? ?? "",
            isDeleted: (row[3] as Int64) != HiddenMark.visible.rawValue,
            isQuarantined: (row[3] as Int64) == HiddenMark.quarantined.rawValue)
        }
      }
    }
  }
}

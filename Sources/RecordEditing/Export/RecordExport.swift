internal import AccountModel
package import SpaceStore
internal import SyncCore

/// Writes records as the lines that an import takes: what is in force of every visible record.
///
/// Accounts come by their names, each with its account record first, then kind by kind, each by id.
package struct RecordExport {
  /// Lines are handed over in pieces of about this many bytes.
  private static let pieceBytes = 256 << 10

  /// What the lines cannot say.
  package struct Report: Hashable, Sendable {
    package internal(set) var records = 0
    /// Cells that wait for a person; the value in force stands in the lines.
    package internal(set) var conflicts = 0
    /// Records of kinds, and values of fields or shapes, that this program does not know; they are left out.
    package internal(set) var unknown = 0
  }

  let store: DeviceStore
  /// The accounts to write.
  let accounts: [LocalSpace]

  package init(store: DeviceStore, accounts: [LocalSpace]) {
    self.store = store
    self.accounts = accounts
  }

  /// Hands over pieces of UTF-8 that end with a line's end.
  package func run(_ write: ([UInt8]) throws -> Void) throws -> Report {
    try store.readAll { transaction in
      var report = Report()
      var lines = LineWriter()
      for space in try sorted(transaction) {
        let ledger = transaction.ledger(space)
        report.unknown += try ledger.unknownRecordCount()
        for kind in Self.kinds {
          for record in try ledger.records(ofKind: kind.kind.name) where !record.life.isHidden {
            try lines.append(record, of: kind, ledger, &report)
            if lines.bytes.count >= Self.pieceBytes { try write(lines.take()) }
          }
        }
      }
      if !lines.bytes.isEmpty { try write(lines.take()) }
      return report
    }
  }

  /// Accounts first: an import needs them for the rest.
  private static let kinds =
    PortableKind.all.filter { $0.kind.name == Account.kind }
    + PortableKind.all.filter { $0.kind.name != Account.kind }

  /// By name, then by the account's id: the same on every replica that took the same lines in.
  private func sorted(_ transaction: ReplicaTransaction) throws -> [SpaceID] {
    let keyed = try accounts.map { space in
      let ledger = transaction.ledger(space.id)
      let account = try ledger.records(ofKind: Account.kind).first { !$0.life.isHidden }
      let name = try account.map { Account(id: $0.key.id, values: try ledger.values(of: $0)).name }
      return (name: Text(name ?? ""), id: account?.key.id.rawValue ?? .max, space: space.id)
    }
    return keyed.sorted { ($0.name, $0.id, $0.space) < ($1.name, $1.id, $1.space) }.map(\.space)
  }
}

/// Gathers lines.
private struct LineWriter {
  private(set) var bytes: [UInt8] = []

  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  mutating func append(
    _ record: Record, of kind: PortableKind, _ ledger: SQLiteDeviceLedger,
    _ report: inout RecordExport.Report
  ) throws {
    report.records += 1
    let known = record.cells.keys.count { kind.kind.field($0) != nil || $0 == Field.life }
    report.unknown += record.cells.count - known
    raw("{\"kind\":")
    JSONText.append(kind.kind.name.string, to: &bytes)
    raw(",\"id\":\"\(record.key.id)\",\"space\":\"\(ledger.space)\",\"fields\":{")
    for (index, field) in kind.kind.fields.enumerated() {
      if index > 0 { raw(",") }
      JSONText.append(field.name.string, to: &bytes)
      raw(":")
      var value = Value.null
      if record.cells[field.name] != nil {
        let reading = try ledger.reading(of: record, field.name)
        if reading.status == .conflict { report.conflicts += 1 }
        value = reading.value
      }
      if !field.type.accepts(value) {
        report.unknown += 1
        value = .null
      }
      append(value)
    }
    raw("}}\n")
  }

  private mutating func append(_ value: Value) {
    switch value {
    case .null: raw("null")
    case .boolean(let flag): raw(flag ? "true" : "false")
    case .number(let number): raw(number.description)
    case .group(let group):
      raw("{")
      for (index, member) in group.members.enumerated() {
        if index > 0 { raw(",") }
        JSONText.append(member.name.string, to: &bytes)
        raw(":")
        append(member.value)
      }
      raw("}")
    default: JSONText.append(value.description, to: &bytes)
    }
  }

  private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

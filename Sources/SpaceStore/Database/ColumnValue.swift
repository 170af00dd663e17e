/// What one column of a row holds.
enum ColumnValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  static func blob(_ bytes: [UInt8]?) -> ColumnValue { bytes.map { .blob($0) } ?? .null }
  static func integer(_ number: Int64?) -> ColumnValue { number.map { .integer($0) } ?? .null }
}

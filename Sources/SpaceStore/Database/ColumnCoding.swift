internal import SyncCore

/// Values of a declared type as columns, and back without loss.
enum ColumnCoding {
  /// The columns of a field's value; null columns for everything that does not fit the type.
  static func columns(of value: Value, as type: FieldType) -> [ColumnValue] {
    var columns: [ColumnValue] = []
    append(value, as: type, to: &columns)
    return columns
  }

  /// Appends the columns of a field's value.
  static func append(_ value: Value, as type: FieldType, to columns: inout [ColumnValue]) {
    guard case .group(let members) = type else { return columns.append(column(of: value)) }
    for member in members {
      if case .group(let group) = value {
        columns.append(column(of: group[member.name]))
      } else {
        columns.append(.null)
      }
    }
  }

  /// The field's value that the columns hold; nil where a column holds something else than the type says.
  static func value(of columns: ArraySlice<ColumnValue>, as type: FieldType) -> Value? {
    guard case .group(let members) = type else {
      return columns.first.flatMap { scalar(of: $0, as: type) }
    }
    var values: [Text: Value] = [:]
    for (member, column) in zip(members, columns) {
      guard let value = scalar(of: column, as: member.type) else { return nil }
      values[member.name] = value
    }
    let group = Group(values)
    return group.members.isEmpty ? .null : .group(group)
  }

  static func columnCount(of type: FieldType) -> Int {
    if case .group(let members) = type { members.count } else { 1 }
  }

  private static func column(of value: Value) -> ColumnValue {
    switch value {
    case .boolean(let flag): .integer(flag ? 1 : 0)
    case .number(let number):
      number.integer.map { .integer(Int64($0)) } ?? .real(number.floatingPoint)
    case .text(let text): .text(text.string)
    case .day(let day): .text(day.description)
    case .reference(let reference): .text(reference.description)
    case .null, .bytes, .group, .deleted, .prose, .absent, .unknown: .null
    }
  }

  private static func scalar(of column: ColumnValue, as type: FieldType) -> Value? {
    switch (column, type) {
    case (.null, _): .null
    case (.integer(let number), .boolean): .boolean(number != 0)
    case (.integer(let number), .number): Number(mantissa: number, scale: 0).map(Value.number)
    case (.real(let number), .number): Number(floatingPoint: number).map(Value.number)
    case (.text(let text), .day): Day(text).map(Value.day)
    case (.text(let text), .reference): Reference(text).map(Value.reference)
    case (.text(let text), .text), (.text(let text), .email), (.text(let text), .user),
      (.text(let text), .choice), (.text(let text), .position):
      .text(Text(text))
    default: nil
    }
  }
}

extension Number {
  /// The nearest 64-bit float: with at most 15 digits it stands for this number alone.
  var floatingPoint: Double { Double(mantissa) / Self.power(scale) }

  /// The number with the fewest decimal places whose nearest float this is.
  init?(floatingPoint: Double) {
    for scale in 0...Self.maximumScale {
      let mantissa = (floatingPoint * Self.power(scale)).rounded()
      guard mantissa.magnitude <= Double(Self.maximumMantissa) else { return nil }
      if mantissa / Self.power(scale) == floatingPoint {
        self.init(mantissa: Int64(mantissa), scale: scale)
        return
      }
    }
    return nil
  }

  private static func power(_ scale: UInt8) -> Double {
    (0..<scale).reduce(1) { product, _ in product * 10 }
  }
}

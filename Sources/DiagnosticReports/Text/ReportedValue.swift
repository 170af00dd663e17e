internal import Foundation
package import SyncCore

/// A value in a report: JSON gets numbers and objects, people a line.
package struct ReportedValue: Hashable, Sendable, Encodable {
  package let value: Value

  package init(_ value: Value) { self.value = value }

  /// The value on one line, cut where it is long.
  var text: String {
    if value.isNull { return "(unset)" }
    let line = value.description.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > Self.longest ? "\(line.prefix(Self.longest - 1))…" : line
  }

  /// Reports name a value so that it is known again; `explain` shows all of it.
  private static let longest = 60

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .null, .absent: try container.encodeNil()
    case .boolean(let flag): try container.encode(flag)
    case .number(let number):
      if let integer = Int64(number.description) {
        try container.encode(integer)
      } else {
        try container.encode(Decimal(string: number.description) ?? 0)
      }
    case .group(let group):
      let members = group.members.map { ($0.name.string, ReportedValue($0.value)) }
      try container.encode(Dictionary(members, uniquingKeysWith: { first, _ in first }))
    case .text, .day, .reference, .bytes, .deleted, .prose, .unknown:
      try container.encode(value.description)
    }
  }
}

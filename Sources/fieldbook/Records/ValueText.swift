import SpaceStore
import SyncCore

/// Values as people read them.
struct ValueText {
  private static let digitsInGroup = 3
  /// Enough of a long text to know it by, in characters.
  private static let briefLength = 64
  let store: DeviceStore
  /// Where references without a space point to.
  let space: SpaceID

  /// Reads the names of references from the store, so never call it inside a transaction.
  func text(_ value: Value, _ type: FieldType? = nil) throws -> String {
    switch value {
    case .null: "(unset)"
    case .number(let number): Self.number(number)
    case .reference(let reference): try name(of: reference)
    case .group(let group): try text(group, type)
    default: value.description
    }
  }

  /// The same on one line, of long texts the beginning.
  func brief(_ value: Value, _ type: FieldType? = nil) throws -> String {
    if case .prose(.patch) = value { return "an earlier version" }
    let text = try text(value, type)
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    if line.count > Self.briefLength { return "\(line.prefix(Self.briefLength - 1))…" }
    return line.count < text.count ? "\(line) …" : line
  }

  /// `1,450,000.5`.
  static func number(_ number: Number) -> String {
    let parts = number.description.split(separator: ".")
    let isNegative = parts[0].hasPrefix("-")
    let digits = isNegative ? parts[0].dropFirst() : parts[0]
    var grouped = ""
    for (index, digit) in digits.enumerated() {
      let rest = digits.count - index
      if index > 0, rest.isMultiple(of: digitsInGroup) { grouped += "," }
      grouped.append(digit)
    }
    let fraction = parts.count > 1 ? ".\(parts[1])" : ""
    return (isNegative ? "-" : "") + grouped + fraction
  }

  /// The first member as the value, the others in brackets: `1,450,000 (currency EUR)`.
  private func text(_ group: Group, _ type: FieldType?) throws -> String {
    var names = group.members.map(\.name)
    if case .group(let declared) = type {
      let order = declared.map(\.name)
      names = order.filter(names.contains) + names.filter { !order.contains($0) }
    }
    let main: Text? = if case .group(let declared) = type { declared.first?.name } else { nil }
    let others = try names.filter { $0 != main }.map { "\($0) \(try text(group[$0]))" }
    let first = try main.map { try text(group[$0]) } ?? ""
    let rest = others.joined(separator: "; ")
    if first.isEmpty { return rest }
    return rest.isEmpty ? first : "\(first) (\(rest))"
  }

  private func name(of reference: Reference) throws -> String {
    guard let found = try store.record(reference.key, in: reference.space ?? space) else {
      return reference.space == nil ? "\(reference.key) (not here)" : "not visible to you"
    }
    let mark = found.isDeleted ? ", deleted" : ""
    return found.name.isEmpty
      ? found.shortReference : "\(found.name) (\(found.shortReference)\(mark))"
  }
}

extension JSON {
  /// A value in the form that scripts read: numbers with all their digits, groups as objects.
  init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .boolean(let flag): self = .boolean(flag)
    case .number(let number): self = .number(number)
    case .group(let group):
      self = .members(group.members.map { .init(key: $0.name.string, value: JSON($0.value)) })
    case .absent: self = .null
    case .text, .day, .reference, .bytes, .deleted, .prose, .unknown:
      self = .string(value.description)
    }
  }
}

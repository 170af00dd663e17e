package import SyncCore

/// `FIELD=VALUE` as somebody typed it.
package struct Assignment: Hashable, Sendable {
  package let name: Text
  package let text: String

  package init(name: Text, text: String) {
    self.name = name
    self.text = text
  }

  /// The parts around the first `=`, or nil where there is none or nothing stands before it.
  package init?(_ typed: String) {
    guard let separator = typed.utf8.firstIndex(of: UInt8(ascii: "=")),
      separator != typed.startIndex
    else { return nil }
    name = Text(String(typed[..<separator]))
    text = String(typed[typed.utf8.index(after: separator)...])
  }
}

/// What was typed for one cell: the whole value, or some members of its group.
package struct TypedCell: Hashable, Sendable {
  package let field: FieldDescription
  package private(set) var parts: [TypedPart]

  /// The value that the typed parts make of the one that the author was shown; members of a group
  /// that nobody named stay as they were shown.
  package func value<Failure: Error>(
    over shown: Value, parse: (TypedPart, FieldType) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var members: [Text: Value] = [:]
    for part in parts {
      guard let member = part.member else { return try parse(part, field.type) }
      members[member.name] = try parse(part, member.type)
    }
    let group = if case .group(let group) = shown { group } else { Group([:]) }
    let replaced = group.replacing(members)
    return replaced.members.isEmpty ? .null : .group(replaced)
  }

  fileprivate init(_ field: FieldDescription) {
    self.field = field
    parts = []
  }

  fileprivate mutating func add(_ part: TypedPart) { parts.append(part) }
}

/// One assignment with the member of a group that it addresses, if any.
package struct TypedPart: Hashable, Sendable {
  package let assignment: Assignment
  package let member: GroupMember?
}

extension KindDescription {
  /// The cells that assignments address, in the order in which they were first named.
  package func typedCells(_ assignments: [Assignment]) throws(FieldFault) -> [TypedCell] {
    var cells: [TypedCell] = []
    for assignment in assignments {
      let address = try knownAddress(assignment.name)
      let part = TypedPart(assignment: assignment, member: address.member)
      if let index = cells.firstIndex(where: { $0.field.name == address.field.name }) {
        let isTwice = cells[index].parts.contains {
          $0.member == nil || $0.member == part.member || part.member == nil
        }
        if isTwice { throw .namedTwice(assignment.name) }
        cells[index].add(part)
      } else {
        var cell = TypedCell(address.field)
        cell.add(part)
        cells.append(cell)
      }
    }
    return cells
  }

  /// What a typed-in field name stands for.
  package func knownAddress(_ name: Text) throws(FieldFault) -> FieldAddress {
    if let address = address(name) { return address }
    throw .unknown(name, near: Spelling.nearest(to: name, among: addressableNames))
  }

  /// The names of all fields and of all members of their groups.
  package var addressableNames: [Text] {
    fields.flatMap { field -> [Text] in
      if case .group(let members) = field.type { return [field.name] + members.map(\.name) }
      return [field.name]
    }
  }
}

/// Why typed-in field names do not fit a kind.
package enum FieldFault: Error, Hashable, Sendable {
  case unknown(Text, near: [Text])
  /// Two assignments would write one value.
  case namedTwice(Text)
}

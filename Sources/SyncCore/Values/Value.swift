/// What a cell can hold.
///
/// Values are normalised before they are written, so that equality of structure is equality of
/// meaning.
package indirect enum Value: Hashable, Sendable {
  /// The field was emptied on purpose.
  case null
  case boolean(Bool)
  case number(Number)
  case text(Text)
  case day(Day)
  case reference(Reference)
  case bytes([UInt8])
  /// An atomic group: several named values that are one cell.
  case group(Group)
  /// A life cell's deletion, with the vector that its author was shown.
  case deleted(shown: VersionVector)
  /// A version of a long text; readers are shown its text.
  case prose(Prose)
  /// No value: what the write supersedes goes for good, past versions included, and nothing comes.
  ///
  /// The hub alone writes it: to purge a deleted record, and to release old versions of a text.
  case absent
  /// A value or an operation that this program does not know, kept byte for byte.
  case unknown(tag: UInt8, payload: [UInt8])

  package var isNull: Bool { self == .null }
}

/// The members of an atomic group, ascending by name; a member that is absent is unset.
package struct Group: Hashable, Sendable {
  package private(set) var members: [Member]

  /// One named value of a group.
  package struct Member: Hashable, Sendable {
    package let name: Text
    package let value: Value
  }

  /// The group of the given values; null members are left out.
  package init(_ values: [Text: Value]) {
    members = values.filter { !$0.value.isNull }.map(Member.init).sorted { $0.name < $1.name }
  }

  package subscript(name: Text) -> Value {
    members.first { $0.name == name }?.value ?? .null
  }

  /// The group with some members replaced; members that are not named stay.
  package func replacing(_ values: [Text: Value]) -> Group {
    let all = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
    return Group(all.merging(values) { $1 })
  }
}

extension Group.Member {
  fileprivate init(_ entry: (key: Text, value: Value)) {
    self.init(name: entry.key, value: entry.value)
  }
}

extension Value {
  /// The order that `least` and `greatest` go by: kinds of value in the order of their
  /// declaration below, values of a kind by their own order.
  ///
  /// Total, so that no policy can fail.
  package func precedes(_ other: Value) -> Bool {
    switch (self, other) {
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.number(let left), .number(let right)): left < right
    case (.day(let left), .day(let right)): left < right
    case (.text(let left), .text(let right)): left < right
    case (.reference(let left), .reference(let right)): left < right
    case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
    default: rank < other.rank
    }
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .boolean: 1
    case .number: 2
    case .day: 3
    case .text: 4
    case .reference: 5
    case .bytes: 6
    case .group: 7
    case .deleted: 8
    case .prose: 9
    case .absent: 10
    case .unknown: 11
    }
  }
}

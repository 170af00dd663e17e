internal import SyncCore

/// The kinds, fields and records of a simulated world: few, so that edits meet.
enum WorldSchema {
  /// A field that no schema declares, with values of a newer program.
  static let newerField: Text = "newer"
  static let money: Text = "money"

  static let fields: [(name: Text, policy: Policy)] = [
    (money, .reviewBase), ("owner", .reviewLatest), ("phone", .latest), ("origin", .first),
    ("low", .least), ("high", .greatest), ("done", .anyTrue), (newerField, .latest),
  ]

  /// The kind and the name that each record's id is derived from; the last kind is unknown.
  static let records: [(kind: Text, name: Text)] = [
    ("opportunity", "milk"), ("stakeholder", "cheese"), ("zeppelin", "hindenburg"),
    ("opportunity", "bread"), ("activity", "lunch"),
  ]

  static func policy(of field: Text) -> Policy {
    if field == Field.life { return .aliveWins }
    return fields.first { $0.name == field }?.policy ?? .latest
  }
}

/// Where the values of one space come from: each text carries the space's marker.
struct ValueSource {
  /// How many values two authors can write independently of each other.
  private static let sharedValues = 2

  let space: SpaceID
  private(set) var count = 0

  init(space: SpaceID) { self.space = space }

  /// What the texts of a space begin with: its whole id.
  static func marker(of space: SpaceID) -> String { "[\(space)]" }

  /// The space whose marker a text carries; nil where it carries none.
  static func space(of text: Text) -> SpaceID? {
    guard text.utf8.first == UInt8(ascii: "[") else { return nil }
    return SpaceID(text.string.dropFirst().prefix(2 * SpaceID.byteCount))
  }

  mutating func value(of field: Text, using generator: inout SplitMix64) -> Value {
    count += 1
    if generator.isOneOf(1, in: 16) { return .null }
    let isShared = generator.isOneOf(1, in: 5)
    let number = isShared ? Int.random(in: 0..<Self.sharedValues, using: &generator) : 10 + count
    let text = Value.text(Text(Self.marker(of: space) + "\(number)"))
    let amount = Value.number(Number(integerLiteral: Int64(number)))
    switch field {
    case WorldSchema.money:
      return .group(Group(["amount": amount, "currency": text]))
    case WorldSchema.newerField:
      return .unknown(tag: UInt8(10 + number % 200), payload: [UInt8(number % 256)])
    case "low", "high": return generator.isOneOf(1, in: 8) ? text : amount
    case "done": return .boolean(generator.isOneOf(1, in: 2))
    default: return text
    }
  }
}

internal import SyncCore

/// The kinds, fields and records of a simulated world: few, so that edits meet.
enum WorldSchema {
  /// A field that no schema declares, with values of a newer program.
  static let newerField: Text = "newer"
  /// A kind that only newer programs know.
  static let newerKind: Text = "zeppelin"
  static let money: Text = "money"
  /// A long text, whose versions are kept.
  static let story: Text = "story"

  static let fields: [(name: Text, policy: Policy)] = [
    (money, .reviewBase), (story, .text), ("owner", .reviewLatest), ("phone", .latest),
    ("origin", .first),
    ("low", .least), ("high", .greatest), ("done", .anyTrue), (newerField, .latest),
  ]

  /// The kind and the name that each record's id is derived from; the last kind is unknown.
  static let records: [(kind: Text, name: Text)] = [
    ("opportunity", "milk"), ("stakeholder", "cheese"), (newerKind, "hindenburg"),
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

  /// The first tag that no program knows.
  private static let firstUnknownTag = 12
  private static let unknownTags = 240

  let space: SpaceID
  private(set) var count = 0
  /// The text of every version of a long text that was made up.
  private var texts: [Value: Text] = [:]

  init(space: SpaceID) { self.space = space }

  /// What the texts of a space begin with: its whole id.
  static func marker(of space: SpaceID) -> String { "[\(space)]" }

  /// The space whose marker a text carries; nil where it carries none.
  static func space(of text: Text) -> SpaceID? {
    guard text.utf8.first == UInt8(ascii: "[") else { return nil }
    return SpaceID(text.string.dropFirst().prefix(2 * SpaceID.byteCount))
  }

  /// The next version of a long text: a patch of the only one that was shown, or a text of its own.
  mutating func version(after shown: [Sibling], using generator: inout SplitMix64) -> Value {
    count += 1
    let line = Self.marker(of: space) + "\(count) is said here.\n\n"
    if shown.count == 1, let old = text(of: shown[0].value), generator.isOneOf(2, in: 3) {
      let text = Text(old.string + line)
      let hunk = Prose.Hunk(copied: old.utf8.count, deleted: 0, inserted: Array(line.utf8))
      let patch = Value.prose(
        .patch(
          Prose.Patch(base: shown[0].dot, checksum: Prose.checksum(of: text), hunks: [hunk])))
      texts[patch] = text
      return patch
    }
    return .prose(.whole(Text(line)))
  }

  /// The words of a version; nil where it is none that was made up here.
  func text(of value: Value) -> Text? {
    if case .prose(.whole(let text)) = value { return text }
    return texts[value]
  }

  /// `isExtended` says whether the program also writes values of kinds that no other one knows.
  mutating func value(
    of field: Text, isExtended: Bool, using generator: inout SplitMix64
  ) -> Value {
    count += 1
    if isExtended, generator.isOneOf(1, in: 6) { return unknown(count) }
    if generator.isOneOf(1, in: 16) { return .null }
    let isShared = generator.isOneOf(1, in: 5)
    let number = isShared ? Int.random(in: 0..<Self.sharedValues, using: &generator) : 10 + count
    let text = Value.text(Text(Self.marker(of: space) + "\(number)"))
    let amount = Value.number(Number(integerLiteral: Int64(number)))
    switch field {
    case WorldSchema.money:
      return .group(Group(["amount": amount, "currency": text]))
    case WorldSchema.newerField:
      return unknown(number)
    case "low", "high":
      return generator.isOneOf(1, in: 8) ? text : amount
    case "done": return .boolean(generator.isOneOf(1, in: 2))
    default: return text
    }
  }

  private func unknown(_ number: Int) -> Value {
    .unknown(
      tag: UInt8(Self.firstUnknownTag + number % Self.unknownTags), payload: [UInt8(number % 256)])
  }
}

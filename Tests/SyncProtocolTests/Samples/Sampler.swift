import SyncCore
import SyncProtocol
import SyncTesting

/// Draws values, changes and messages of every shape; all of them keep the protocol's rules.
struct Sampler {
  private var generator: SplitMix64

  init(_ seed: Seed) { generator = seed.generator }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  mutating func isOneOf(_ whole: Int) -> Bool { generator.isOneOf(1, in: whole) }

  /// Small numbers mostly, the greatest ones now and then.
  mutating func number() -> UInt64 {
    switch integer(0...9) {
    case 0: Limits.number
    case 1: generator.next() >> 1
    case 2...4: UInt64(integer(0...300_000))
    default: UInt64(integer(0...200))
    }
  }

  mutating func sequence() -> UInt64 { max(number(), 1) }

  mutating func replica() -> ReplicaID { ReplicaID(rawValue: UInt64(integer(0...5)) * 0x0101_F0E7) }

  mutating func dot() -> Dot { Dot(replica(), sequence()) }

  mutating func dots(_ range: ClosedRange<Int>) -> [Dot] {
    Set((0..<integer(range)).map { _ in dot() }).sorted()
  }

  mutating func vector() -> VersionVector { VersionVector(dots(0...4)) }

  mutating func time() -> HybridTime {
    isOneOf(8)
      ? HybridTime(rawValue: generator.next())
      : HybridTime(
        milliseconds: 1_772_000_000_000 + Int64(integer(-9_000_000...9_000_000)),
        counter: isOneOf(4) ? UInt16(integer(0...65_535)) : 0)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  mutating func element<Element>(_ elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }

  /// Names of the table, and names that are spelled.
  mutating func name() -> Text {
    element(["opportunity", "name", "money", "überschrift", "x", "reflection", "ninth_field"])
  }

  mutating func user() -> Text { element(["eero", "marja", "", "jörg"]) }

  mutating func text() -> Text {
    let words = ["", "a", "Grüße", "visit", "🪵", "e\u{301}", "\u{1}", "line\nline"]
    return Text((0..<integer(0...12)).map { _ in element(words) }.joined(separator: " "))
  }

  mutating func key() -> RecordKey {
    RecordKey(name(), RecordID(truncating: isOneOf(2) ? generator.next() : UInt64(integer(0...3))))
  }

  mutating func space() -> SpaceID {
    SpaceID(bytes: bytes(SpaceID.byteCount)) ?? SpaceIdentity.space(publicKey: [], nonce: [])
  }

  mutating func reference() -> Reference { Reference(key(), in: isOneOf(3) ? space() : nil) }

  mutating func scalar() -> Value {
    switch integer(0...6) {
    case 0: .boolean(isOneOf(2))
    case 1: decimal()
    case 2: .text(text())
    case 3: Day(daysSinceEpoch: integer(-700_000...2_900_000)).map(Value.day) ?? .boolean(false)
    case 4: .reference(reference())
    case 5: .bytes(bytes(integer(0...40)))
    default: .unknown(tag: UInt8(integer(12...255)), payload: bytes(integer(0...20)))
    }
  }

  private mutating func decimal() -> Value {
    let mantissa =
      isOneOf(2)
      ? Int64(integer(-400...400)) * 1_000
      : Int64(integer(-999_999_999_999_999...999_999_999_999_999))
    return Number(mantissa: mantissa, scale: UInt8(integer(0...9))).map(Value.number) ?? .null
  }

  /// A value that may stand everywhere.
  mutating func value() -> Value {
    switch integer(0...11) {
    case 0: .null
    case 1, 2: .group(group())
    case 3: .deleted(shown: vector())
    default: scalar()
    }
  }

  /// A value of a write that supersedes these dots.
  mutating func value(over supersedes: [Dot]) -> Value {
    switch integer(0...7) {
    case 0: .absent
    case 1, 2: .prose(prose(over: supersedes))
    default: value()
    }
  }

  mutating func prose(over supersedes: [Dot]) -> Prose {
    guard !supersedes.isEmpty, !isOneOf(3) else { return .whole(text()) }
    let hunks = (0..<integer(0...20)).map { _ in
      Prose.Hunk(
        copied: count(), deleted: count(), inserted: bytes(integer(0...9)).filter { $0 > 0 })
    }
    let checksum = UInt32(truncatingIfNeeded: generator.next())
    return .patch(Prose.Patch(base: element(supersedes), checksum: checksum, hunks: hunks))
  }

  private mutating func count() -> Int {
    isOneOf(9) ? Limits.hunkBytes : integer(0...300)
  }

  mutating func group() -> Group {
    var members: [Text: Value] = [:]
    for _ in 0..<integer(0...4) { members[name()] = scalar() }
    if isOneOf(9) { for index in 0..<20 { members[Text("m\(index)")] = scalar() } }
    return Group(members)
  }

  mutating func base() -> Base { Base(dot: dot(), time: time(), value: value()) }

  mutating func sibling() -> Sibling {
    if isOneOf(3) { return version() }
    return Sibling(dot: dot(), value: value(), base: isOneOf(3) ? base() : nil)
  }

  /// A version of a text.
  mutating func version() -> Sibling {
    let supersedes = dots(0...3)
    return Sibling(
      dot: dot(), value: .prose(prose(over: supersedes)), base: isOneOf(9) ? base() : nil,
      supersedes: supersedes)
  }

  /// A cell with siblings, with past versions, or with both.
  mutating func cell() -> Cell {
    var siblings: [Dot: Sibling] = [:]
    var past: [Dot: Sibling] = [:]
    for _ in 0..<(isOneOf(3) ? integer(1...4) : 0) {
      let version = version()
      past[version.dot] = version
    }
    for _ in 0..<(past.isEmpty ? integer(1...3) : integer(0...2)) {
      let sibling = sibling()
      siblings[sibling.dot] = sibling
    }
    for dot in siblings.keys { past[dot] = nil }
    return Cell(Array(siblings.values), past: Array(past.values))
  }
}

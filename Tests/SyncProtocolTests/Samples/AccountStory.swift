import SyncCore
import SyncProtocol
import SyncTesting

/// A made-up account in the shape of real ones: who writes what, how often, and in which words.
struct AccountStory {
  static let start: Int64 = 1_772_000_000_000
  static let minute: Int64 = 60_000

  private var generator: SplitMix64
  private var clock = AccountStory.start

  init(seed: UInt64) { generator = Seed(rawValue: seed).generator }

  static let space = SpaceID(bytes: [UInt8](repeating: 0xA5, count: SpaceID.byteCount))
  static let replicas = [
    ReplicaID(rawValue: 0x8F1C_2204_77B9_03E5), ReplicaID(rawValue: 0x21D0_94AE_5C3B_F716),
    ReplicaID(rawValue: 0xC46E_0B8D_13F2_A97C),
  ]
  static let users: [Text] = ["eero", "marja", "tomasz"]

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  mutating func id() -> RecordID { RecordID(truncating: generator.next()) }

  mutating func user() -> Text { Self.users[integer(0...2)] }

  mutating func time() -> HybridTime {
    clock += Int64(integer(1...240)) * Self.minute + Int64(integer(0...59_999))
    return HybridTime(milliseconds: clock)
  }

  mutating func word(_ words: [Text]) -> Value { .text(words[integer(0...words.count - 1)]) }

  /// Whole thousands, as deals are.
  mutating func money() -> Value {
    let thousands = Int64(integer(20...2_500)) * 1_000
    return .group(
      Group([
        "amount": Number(mantissa: thousands, scale: 0).map(Value.number) ?? .null,
        "currency": .text("EUR"),
      ]))
  }

  mutating func day() -> Value {
    Day(daysSinceEpoch: 20_508 + integer(0...365)).map(Value.day) ?? .null
  }

  /// Prose of about `length` bytes: words of uneven frequency, so that it deflates as prose does.
  mutating func prose(_ length: Int) -> Value {
    var text = ""
    while text.utf8.count < length {
      // The square favours the front of the list; one word in nine is a name or a number.
      let place = integer(0...Self.vocabulary.count - 1) * integer(0...Self.vocabulary.count - 1)
      let common = Self.vocabulary[place / Self.vocabulary.count]
      text += (text.isEmpty ? "" : " ") + (integer(0...8) == 0 ? invented() : common)
    }
    return .text(Text(text))
  }

  private mutating func invented() -> String {
    let syllables = ["ka", "lo", "mi", "ren", "su", "tor", "vel", "han", "dri", "be", "no", "pu"]
    return (0...integer(1...2)).map { _ in syllables[integer(0...11)] }.joined()
      + (integer(0...3) == 0 ? "\(integer(2...999))" : "")
  }

  private static let vocabulary = """
    the to and a of in for is on with they we that it was be as at not are will this from have by \
    but or an has had our their which more than would been about when he she its into new also \
    after said meeting offer project need time decision budget team next plant year month price \
    delivery service line pump call board risk value contract wants asked agreed week start \
    before only other could pilot numbers visit supplier quality cost open question answer test \
    energy steam mill paper machine maintenance outage spring autumn approval signature draft \
    reference region finance controller engineer buyer legal review summary schedule capacity \
    order spare parts training warranty install process data report proposal competitor switch \
    downtime saving target goal change scope second phase steering committee management workshop
    """.split(separator: " ").map(String.init)
}

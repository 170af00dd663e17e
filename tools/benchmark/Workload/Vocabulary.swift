import SyncCore
import SyncTesting

/// The words of the made-up texts: enough of them that deflate finds what it finds in sellers' notes.
struct Vocabulary {
  private var dice: SplitMix64

  init(_ seed: Seed) { dice = seed.generator }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }

  mutating func isOneOf(_ part: Int, in whole: Int) -> Bool { dice.isOneOf(part, in: whole) }

  mutating func identifier() -> RecordID { RecordID(truncating: dice.next()) }

  mutating func pick(_ words: [String]) -> String { words[number(0...words.count - 1)] }

  mutating func person() -> String { "\(pick(Self.firstNames)) \(pick(Self.lastNames))" }

  mutating func phrase() -> String { "\(pick(Self.adjectives)) \(pick(Self.nouns))" }

  mutating func day() -> Day {
    let day = "2026-\(twoDigits(number(1...12)))-\(twoDigits(number(1...28)))"
    // Every text of this shape is a day.
    return Day(day) ?? Day(milliseconds: 0)
  }

  /// One of three forms, 40 to 110 bytes long.
  mutating func sentence() -> String {
    switch number(0...2) {
    case 0:
      "\(capital(phrase())) \(pick(Self.verbs)) the \(phrase()) \(pick(Self.endings))."
    case 1:
      "\(person()) \(pick(Self.adverbs)) \(pick(Self.verbs)) our \(phrase())."
    default:
      "The \(pick(Self.nouns)) and our \(phrase()) \(pick(Self.verbs)) \(number(2...95)) percent "
        + "\(pick(Self.endings))."
    }
  }

  /// Sentences until the text has a length drawn from the range, in bytes, cut to its upper bound.
  mutating func paragraph(_ bytes: ClosedRange<Int>) -> String {
    let wanted = number(bytes)
    var text = sentence()
    while text.utf8.count < wanted { text += " " + sentence() }
    return String(text.prefix(bytes.upperBound)).trimmingSpaces
  }

  /// The text with one of its sentences said anew.
  mutating func revised(_ text: String) -> String {
    var sentences = text.components(separatedBy: ". ")
    let index = number(0...sentences.count - 1)
    let isLast = index == sentences.count - 1
    sentences[index] = isLast ? sentence() : String(sentence().dropLast())
    return sentences.joined(separator: ". ")
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func capital(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    self.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }

  fileprivate var trimmingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}

extension Vocabulary {
  private static let adjectives = words(
    """
    annual regional technical executive careful costly early late shared joint simple broad narrow \
    critical renewed phased preferred mature quarterly strategic
    """)
  static let nouns = words(
    """
    budget pilot contract forecast roadmap audit workshop platform integration migration champion \
    committee pricing proposal warehouse plant service compliance architecture competitor discount \
    timeline milestone agenda review renewal security steering vendor rollout region board deadline
    """)
  private static let verbs = words(
    """
    approved delayed requested reviewed confirmed questioned moved signed escalated shared rejected \
    expects needs supports blocked prepared announced compared estimated funded
    """)
  private static let adverbs = words(
    "quickly again formally informally jointly quietly partly finally probably clearly")
  private static let endings = [
    "before the quarter ends", "after the steering meeting", "because of the new security rules",
    "while visiting the plant", "for the second business unit", "in line with the account plan",
    "together with the partner", "at the request of finance", "once legal has answered",
    "despite the higher price", "without further conditions", "as agreed in the last call",
    "with the support of the field team",
  ]
  static let firstNames = words(
    """
    Anna Ben Carla David Elena Felix Grace Hugo Irene Jonas Karin Luis Maria Nils Olga Peter Rosa \
    Samuel Tina Victor
    """)
  static let lastNames = words(
    """
    Adler Brandt Costa Dietz Evans Fischer Garcia Hansen Ivanov Jensen Keller Lopez Meyer Novak \
    Olsen Petrov Quinn Rossi Silva Tanaka
    """)
  static let companies = words("Nordvik Contoso Fabrikam Initech Umbra Vertex Helios Quanta")
  static let currencies = words("EUR USD GBP CHF JPY")
  static let activities = words("call meeting email demo workshop visit")
  static let functions = words("finance legal procurement operations engineering quality sales")

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }
}

/// A place in a list that people order by hand: text that sorts byte by byte, with room between
/// any two.
///
/// Shape: at least one of the digits 0–9, A–Z, a–z, read as the digits of a fraction below one in
/// base 62; the last digit is not 0, so that there is room before every key.
/// Two people who insert at one place draw different keys, because each ends in random digits;
/// where they are equal all the same, the record's id decides.
/// Source: David Greenspan, "Implementing Fractional Indexing", 2020.
package struct FractionalKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// In bytes: a list in which a longer key would be needed is numbered anew.
  package static let maximumLength = 24
  /// The random digits of a key; three make one collision in 230,000 pairs.
  private static let randomDigits = 3
  private static let alphabet = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let base = alphabet.count

  package let text: Text

  /// The key of a text, or nil where the text is none.
  package init?(_ text: Text) {
    guard let last = text.utf8.last, last != Self.alphabet[0],
      text.utf8.allSatisfy({ Self.alphabet.contains($0) })
    else { return nil }
    self.text = text
  }

  private init(digits: [Int]) {
    text = Text(String(decoding: digits.map { Self.alphabet[$0] }, as: UTF8.self))
  }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  package var description: String { text.string }

  /// Whether the key is longer than a list should need.
  package var isLong: Bool { text.utf8.count > Self.maximumLength }

  private var digits: [Int] { text.utf8.map { Self.alphabet.firstIndex(of: $0) ?? 0 } }
}

extension FractionalKey {
  /// A key strictly between two; nil where `lower` is not below `upper`.
  ///
  /// No `lower` means before everything, no `upper` after everything.
  package static func between(
    _ lower: FractionalKey?, _ upper: FractionalKey?,
    using generator: inout some RandomNumberGenerator
  ) -> FractionalKey? {
    if let lower, let upper, lower >= upper { return nil }
    let low = lower?.digits ?? []
    let high = upper?.digits
    var isBounded = high != nil
    var digits: [Int] = []
    while true {
      let position = digits.count
      let floor = position < low.count ? low[position] : 0
      let ceiling = isBounded ? high?[position] ?? base : base
      if ceiling - floor > 1 {
        digits.append(digit(between: floor, ceiling, isFirst: lower == nil, isLast: upper == nil))
        return FractionalKey(digits: digits + randomEnd(using: &generator))
      }
      // Equal digits are common to both; of neighbours the lower leaves no upper bound behind it.
      digits.append(floor)
      if ceiling > floor { isBounded = false }
    }
  }

  /// Keys strictly between two, ascending; empty where `lower` is not below `upper`.
  package static func between(
    _ lower: FractionalKey?, _ upper: FractionalKey?, count: Int,
    using generator: inout some RandomNumberGenerator
  ) -> [FractionalKey] {
    guard count > 0, let middle = between(lower, upper, using: &generator) else { return [] }
    let before = (count - 1) / 2
    return between(lower, middle, count: before, using: &generator) + [middle]
      + between(middle, upper, count: count - 1 - before, using: &generator)
  }

  /// Keys for a whole list, ascending and far apart.
  package static func evenlySpaced(
    count: Int, using generator: inout some RandomNumberGenerator
  ) -> [FractionalKey] {
    // Room for as many insertions into each gap as one digit has values.
    var width = 1
    var range = base
    while range < base * (count + 1) {
      width += 1
      range *= base
    }
    return (0..<count).map { index in
      var rest = (index + 1) * (range / (count + 1))
      var digits: [Int] = []
      for _ in 0..<width {
        digits.append(rest % base)
        rest /= base
      }
      return FractionalKey(digits: digits.reversed() + randomEnd(using: &generator))
    }
  }

  /// Lists grow at their ends more often than inside: there a key leaves the most room behind it.
  private static func digit(
    between floor: Int, _ ceiling: Int, isFirst: Bool, isLast: Bool
  ) -> Int {
    switch (isFirst, isLast) {
    case (false, true): floor + 1
    case (true, false): ceiling - 1
    default: floor + (ceiling - floor) / 2
    }
  }

  private static func randomEnd(using generator: inout some RandomNumberGenerator) -> [Int] {
    let digits = (1..<randomDigits).map { _ in Int.random(in: 0..<base, using: &generator) }
    return digits + [Int.random(in: 1..<base, using: &generator)]
  }
}

extension FractionalKey: FieldValue {
  package static var fieldType: FieldType { .position }
  package var fieldValue: Value { .text(text) }
  package init?(fieldValue value: Value) {
    guard case .text(let text) = value else { return nil }
    self.init(text)
  }
}

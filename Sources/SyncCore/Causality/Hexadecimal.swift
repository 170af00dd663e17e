/// The text form of identifiers: lower-case hexadecimal of a fixed width.
package enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)
  private static let bitsPerDigit = 4

  /// `value` as 16 digits.
  package static func text(_ value: UInt64) -> String {
    text((0..<8).map { index -> UInt8 in UInt8(truncatingIfNeeded: value >> (56 - 8 * index)) })
  }

  /// `bytes` as two digits each.
  package static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 0x0F)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The number that exactly `digits` hexadecimal digits spell, or nil.
  package static func integer(_ text: some StringProtocol, digits count: Int) -> UInt64? {
    guard text.utf8.count == count else { return nil }
    var value: UInt64 = 0
    for character in text.utf8 {
      guard let digit = Self.value(of: character) else { return nil }
      value = value << bitsPerDigit | UInt64(digit)
    }
    return value
  }

  /// The bytes that pairs of hexadecimal digits spell, or nil.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: characters.count, by: 2) {
      guard let high = Self.value(of: characters[index]),
        let low = Self.value(of: characters[index + 1])
      else { return nil }
      bytes.append(high << bitsPerDigit | low)
    }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// One escape of a JSON string, behind its backslash.
struct JSONEscape {
  private static let hexadecimalDigits = 4
  private static let highSurrogates: ClosedRange<UInt32> = 0xD800...0xDBFF
  private static let lowSurrogates: ClosedRange<UInt32> = 0xDC00...0xDFFF
  /// The first character that takes a pair of surrogates.
  private static let firstPaired: UInt32 = 0x10000
  private static let bitsPerSurrogate: UInt32 = 10

  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int

  /// The bytes that it stands for; afterwards ``position`` is behind it.
  mutating func utf8() throws(JSONFault.Reason) -> [UInt8] {
    switch try next() {
    case UInt8(ascii: "\""): return [UInt8(ascii: "\"")]
    case UInt8(ascii: "\\"): return [UInt8(ascii: "\\")]
    case UInt8(ascii: "/"): return [UInt8(ascii: "/")]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      guard let scalar = Unicode.Scalar(try character()) else { throw .loneSurrogate }
      return Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw .badEscape
    }
  }

  /// What `uXXXX` names, alone or as a pair.
  private mutating func character() throws(JSONFault.Reason) -> UInt32 {
    let high = try hexadecimal()
    guard Self.highSurrogates.contains(high) else { return high }
    guard position < end, try next() == UInt8(ascii: "\\"), position < end,
      try next() == UInt8(ascii: "u")
    else { throw .loneSurrogate }
    let low = try hexadecimal()
    guard Self.lowSurrogates.contains(low) else { throw .loneSurrogate }
    return Self.firstPaired + (high - Self.highSurrogates.lowerBound) << Self.bitsPerSurrogate
      + (low - Self.lowSurrogates.lowerBound)
  }

  private mutating func hexadecimal() throws(JSONFault.Reason) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<Self.hexadecimalDigits {
      let byte = try next()
      guard let digit = UnicodeScalar(byte).properties.isASCIIHexDigit ? byte : nil else {
        throw .badEscape
      }
      let letters: UInt8 = 9
      let isLetter = digit > UInt8(ascii: "9")
      value = value << 4 | UInt32((digit & 0x0F) + (isLetter ? letters : 0))
    }
    return value
  }

  private mutating func next() throws(JSONFault.Reason) -> UInt8 {
    guard position < end else { throw .badEscape }
    defer { position += 1 }
    return bytes[position]
  }
}

extension JSONFault.Reason: Error {}

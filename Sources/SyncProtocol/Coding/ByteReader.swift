package import SyncCore

/// Takes the protocol's primitives from a list of bytes; every step checks the bounds first.
package struct ByteReader: Sendable {
  private let bytes: [UInt8]
  /// The bytes taken so far.
  package private(set) var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var remaining: Int { bytes.count - position }
  package var isAtEnd: Bool { position == bytes.count }

  package mutating func byte() throws(ProtocolError) -> UInt8 {
    guard position < bytes.count else { throw .truncated(at: position, needed: 1) }
    defer { position += 1 }
    return bytes[position]
  }

  package mutating func raw(_ count: Int) throws(ProtocolError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw .truncated(at: position, needed: count) }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Everything that is left.
  package mutating func rest() -> ArraySlice<UInt8> {
    defer { position = bytes.count }
    return bytes[position...]
  }

  /// LEB128; only the shortest form is taken.
  package mutating func unsigned() throws(ProtocolError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      let byte = try byte()
      let bits = UInt64(byte & 0x7F)
      if shift == 63, bits > 1 { break }
      value |= bits << shift
      guard byte & 0x80 == 0 else { continue }
      if bits == 0, shift > 0 { throw .notMinimal(at: start) }
      return value
    }
    throw .invalid(what: "number beyond 64 bits", at: start)
  }

  package mutating func signed() throws(ProtocolError) -> Int64 {
    Zigzag.decode(try unsigned())
  }

  /// A counter, ordinal or cursor, at most ``Limits/number``.
  package mutating func number(_ what: String) throws(ProtocolError) -> UInt64 {
    let value = try unsigned()
    guard value <= Limits.number else {
      throw .tooLarge(what: what, size: value, limit: Limits.number)
    }
    return value
  }

  /// A count or a length within its limit, which does not say that so many items follow.
  package mutating func count(_ what: String, limit: Int) throws(ProtocolError) -> Int {
    let value = try unsigned()
    guard value <= UInt64(limit) else {
      throw .tooLarge(what: what, size: value, limit: UInt64(limit))
    }
    return Int(value)
  }

  /// Eight bytes, most significant first.
  package mutating func fixed64() throws(ProtocolError) -> UInt64 {
    try raw(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Four bytes, most significant first.
  package mutating func fixed32() throws(ProtocolError) -> UInt32 {
    try raw(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// A length within its limit, then the bytes.
  package mutating func counted(_ what: String, limit: Int) throws(ProtocolError) -> [UInt8] {
    Array(try raw(try count(what, limit: limit)))
  }

  /// Well-formed UTF-8 without U+0000, of a length within its limit.
  package mutating func text(_ what: String, limit: Int) throws(ProtocolError) -> Text {
    try characters(try count(what, limit: limit))
  }

  /// Well-formed UTF-8 without U+0000, of a known length.
  package mutating func characters(_ count: Int) throws(ProtocolError) -> Text {
    let start = position
    let raw = try raw(count)
    guard !raw.contains(0), let text = Text(validating: raw) else {
      throw .malformedText(at: start)
    }
    return text
  }

  /// Refuses bytes behind the end of a message.
  package func finish() throws(ProtocolError) {
    guard isAtEnd else { throw .trailingBytes(at: position) }
  }
}

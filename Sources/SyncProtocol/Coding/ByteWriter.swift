package import SyncCore

/// Appends the protocol's primitives to a list of bytes.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  package mutating func raw(_ raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

  /// LEB128 in its shortest form: seven bits a byte, least significant first, 1 to 10 bytes.
  package mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Zigzag: 0, −1, 1 and −2 become 0, 1, 2 and 3.
  package mutating func signed(_ value: Int64) { unsigned(Zigzag.encode(value)) }

  package mutating func count(_ value: Int) { unsigned(UInt64(clamping: value)) }

  /// Eight bytes, most significant first.
  package mutating func fixed64(_ value: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  /// Four bytes, most significant first.
  package mutating func fixed32(_ value: UInt32) {
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
    }
  }

  /// The length, then the bytes.
  package mutating func counted(_ raw: [UInt8]) {
    count(raw.count)
    bytes.append(contentsOf: raw)
  }

  /// The length in bytes, then the UTF-8 bytes.
  package mutating func text(_ text: Text) {
    count(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
}

/// The mapping of signed to unsigned numbers that keeps small magnitudes small.
package enum Zigzag {
  package static func encode(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: (value << 1) ^ (value >> 63))
  }

  package static func decode(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }
}

/// Exponential Golomb codes: numbers of a similar size, each in little more than its own bits.
///
/// A number n of order k is n + 2ᵏ in binary, with a 0 in front for each of its bits beyond k + 1.
/// 200 cursors around 250 take 270 bytes so, as varints 340.
///
/// Source: Teuhola, "A Compression Method for Clustered Bit-Vectors", 1978.
enum BitPacking {
  /// The greatest order: a number below 2³² takes at most 33 bits then.
  private static let maximumOrder = 32

  /// The order that makes the numbers shortest, in one byte; then their bits, filled up with 0.
  ///
  /// A number beyond ``Limits/number`` is written as that.
  static func encode(_ numbers: [UInt64]) -> [UInt8] {
    let numbers = numbers.map { min($0, Limits.number) }
    let order =
      (0...maximumOrder).min { bits(numbers, order: $0) < bits(numbers, order: $1) } ?? 0
    var bytes = [UInt8(truncatingIfNeeded: order)]
    var filled = 0
    func append(_ value: UInt64, width: Int) {
      for shift in stride(from: width - 1, through: 0, by: -1) {
        if filled.isMultiple(of: 8) { bytes.append(0) }
        let bit = UInt8(truncatingIfNeeded: (value >> UInt64(shift)) & 1)
        bytes[bytes.count - 1] |= bit << UInt8(truncatingIfNeeded: 7 - filled % 8)
        filled += 1
      }
    }
    for number in numbers {
      let value = number + 1 << UInt64(order)
      let width = UInt64.bitWidth - value.leadingZeroBitCount
      append(0, width: width - order - 1)
      append(value, width: width)
    }
    return bytes
  }

  private static func bits(_ numbers: [UInt64], order: Int) -> Int {
    numbers.reduce(0) { sum, number in
      let width = UInt64.bitWidth - (number + 1 << UInt64(order)).leadingZeroBitCount
      return sum + 2 * width - order - 1
    }
  }

  static func decode(
    _ count: Int, from reader: inout ByteReader
  ) throws(ProtocolError) -> [UInt64] {
    let start = reader.position
    let order = Int(try reader.byte())
    guard order <= maximumOrder else { throw .invalid(what: "order of cursors", at: start) }
    var bits = BitReader()
    var numbers: [UInt64] = []
    for _ in 0..<count {
      var extra = 0
      while try bits.next(from: &reader) == 0 {
        extra += 1
        guard order + extra < UInt64.bitWidth else {
          throw .invalid(what: "cursor", at: reader.position)
        }
      }
      var value: UInt64 = 1
      for _ in 0..<(order + extra) { value = value << 1 | (try bits.next(from: &reader)) }
      let number = value - 1 << UInt64(order)
      guard number <= Limits.number else {
        throw .tooLarge(what: "cursor", size: number, limit: Limits.number)
      }
      numbers.append(number)
    }
    guard bits.isFilledWithZeros else { throw .invalid(what: "padding", at: reader.position) }
    return numbers
  }
}

/// Takes bits from bytes, the most significant first.
private struct BitReader {
  private var byte: UInt8 = 0
  private var left = 0

  mutating func next(from reader: inout ByteReader) throws(ProtocolError) -> UInt64 {
    if left == 0 {
      byte = try reader.byte()
      left = 8
    }
    left -= 1
    return UInt64(byte >> UInt8(truncatingIfNeeded: left) & 1)
  }

  /// Whether what is left of the last byte says nothing.
  var isFilledWithZeros: Bool { byte & (1 << UInt8(truncatingIfNeeded: left) - 1) == 0 }
}

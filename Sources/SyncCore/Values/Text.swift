/// UTF-8 text that is compared byte by byte.
///
/// `String` compares by Unicode equivalence, which follows the toolchain's tables; two replicas
/// with different toolchains would then disagree. Ordering here is that of the bytes.
package struct Text: Hashable, Comparable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  package let string: String

  package init(_ string: String) { self.string = string }
  package init(stringLiteral value: String) { self.init(value) }

  /// The text that `bytes` spell, or nil where they are not well-formed UTF-8.
  package init?(validating bytes: some Collection<UInt8>) {
    guard let string = String(validating: bytes, as: UTF8.self) else { return nil }
    self.init(string)
  }

  package var utf8: String.UTF8View { string.utf8 }
  package var isEmpty: Bool { string.utf8.isEmpty }
  package var description: String { string }

  package static func == (left: Self, right: Self) -> Bool {
    // Most texts that differ differ in length, which is known at once.
    left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var string = string
    string.withUTF8 { bytes in unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
    hasher.combine(0xFF as UInt8)
  }
}

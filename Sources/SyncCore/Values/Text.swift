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
  package init?(validating bytes: ArraySlice<UInt8>) {
    // Where they are not is of no interest here.
    guard let span = try? UTF8Span(validating: bytes.span) else { return nil }
    self.init(String(copying: span))
  }

  package var utf8: String.UTF8View { string.utf8 }
  package var isEmpty: Bool { string.utf8.isEmpty }
  package var description: String { string }

  package static func == (left: Self, right: Self) -> Bool {
    // Spans: the view's indices take ten times as long.
    let (left, right) = (left.string, right.string)
    let (leftBytes, rightBytes) = (left.utf8.span, right.utf8.span)
    guard leftBytes.count == rightBytes.count else { return false }
    for index in leftBytes.indices where leftBytes[index] != rightBytes[index] { return false }
    return true
  }

  package static func < (left: Self, right: Self) -> Bool {
    let (left, right) = (left.string, right.string)
    let (leftBytes, rightBytes) = (left.utf8.span, right.utf8.span)
    for index in 0..<min(leftBytes.count, rightBytes.count)
    where leftBytes[index] != rightBytes[index] {
      return leftBytes[index] < rightBytes[index]
    }
    return leftBytes.count < rightBytes.count
  }

  package func hash(into hasher: inout Hasher) {
    var string = string
    string.withUTF8 { bytes in unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
    hasher.combine(0xFF as UInt8)
  }
}

/// Why bytes are not a message of this protocol.
///
/// Positions count bytes from the start of what was decoded; within a block, of its raw bytes.
package enum ProtocolError: Error, Hashable, Sendable {
  /// The bytes end before a field does.
  case truncated(at: Int, needed: Int)
  /// The first bytes are not those of this protocol.
  case notFieldbook
  /// A version that this program does not speak.
  case unsupportedVersion(UInt8)
  /// Another kind of message was expected.
  case unexpectedMessage(kind: UInt8)
  /// A size, a count or a length passes its limit.
  case tooLarge(what: String, size: UInt64, limit: UInt64)
  /// A number is not written in its shortest form.
  case notMinimal(at: Int)
  /// A byte or number has no meaning where it stands.
  case invalid(what: String, at: Int)
  /// Text is not well-formed UTF-8, or holds U+0000.
  case malformedText(at: Int)
  /// A table index or a number that was never announced.
  case unknownName(what: String, number: UInt64)
  /// Bytes follow where the message should end.
  case trailingBytes(at: Int)
  /// The checksum at the end of a message does not fit its bytes.
  case damaged
  /// The compressed bytes are damaged.
  case damagedCompression
  /// The compressed bytes hold another length than they say, or grow beyond the ratio limit.
  case inflatedLength(expected: Int)
}

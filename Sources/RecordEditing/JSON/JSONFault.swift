/// Why bytes are not the JSON that was expected, and where.
package struct JSONFault: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// The text ends inside of a value.
    case unfinished
    /// A byte stands where it cannot.
    case unexpected(UInt8)
    /// A control character stands unescaped in a string.
    case controlCharacter
    /// An escape that JSON does not have.
    case badEscape
    /// Half of a surrogate pair.
    case loneSurrogate
    case notUTF8
    case badNumber
    /// More levels than ``JSONReader/maximumDepth``.
    case tooDeep
    /// Something follows the value.
    case trailing
  }

  package let reason: Reason
  /// Bytes before the place, from the start of the text.
  package let offset: Int

  /// What is wrong, as the end of a sentence.
  package var sentence: String {
    let what =
      switch reason {
      case .unfinished: "it ends too early"
      case .unexpected(let byte): "\(Self.name(of: byte)) stands where it cannot"
      case .controlCharacter: "a control character stands unescaped in a text"
      case .badEscape: "a text holds an escape that JSON does not have"
      case .loneSurrogate: "a text holds half of a surrogate pair"
      case .notUTF8: "a text is not UTF-8"
      case .badNumber: "a number is not written as JSON writes numbers"
      case .tooDeep: "it is nested too deeply"
      case .trailing: "something follows its end"
      }
    return "\(what), at byte \(offset + 1)"
  }

  private static func name(of byte: UInt8) -> String {
    let printable: ClosedRange<UInt8> = 0x21...0x7E
    return printable.contains(byte)
      ? "\"\(UnicodeScalar(byte))\"" : "byte 0x\(String(byte, radix: 16))"
  }
}

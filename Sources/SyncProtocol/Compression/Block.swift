/// Rows or columns on their own: a form byte, then the bytes, deflated where that makes them fewer.
///
/// Each block has its own compression window, so that no space leaks into another's sizes.
enum Block {
  /// Bit 0 is deflated, bits 1 to 3 the table of names and of typical text, bits 4 to 7 the layout.
  private static let stored: UInt8 = 1 << 1
  private static let deflated: UInt8 = 1 << 1 | 1

  /// - Throws: ``ProtocolError/tooLarge(what:size:limit:)`` beyond ``Limits/rawBlockBytes``.
  static func encode(_ raw: [UInt8]) throws(ProtocolError) -> [UInt8] {
    guard raw.count <= Limits.rawBlockBytes else {
      throw .tooLarge(
        what: "block", size: UInt64(raw.count), limit: UInt64(Limits.rawBlockBytes))
    }
    var head = ByteWriter()
    head.byte(deflated)
    head.count(raw.count)
    let limit = raw.count + 1 - head.bytes.count
    if let body = Deflate.deflated(raw, dictionary: PresetDictionary.bytes, limit: limit),
      raw.count <= max(Limits.ratioFreeBytes, body.count * Limits.compressionRatio)
    {
      return head.bytes + body
    }
    return [stored] + raw
  }

  static func decode(_ block: [UInt8]) throws(ProtocolError) -> [UInt8] {
    var reader = ByteReader(block)
    switch try reader.byte() {
    case stored:
      let raw = Array(reader.rest())
      guard raw.count <= Limits.rawBlockBytes else {
        throw .tooLarge(
          what: "block", size: UInt64(raw.count), limit: UInt64(Limits.rawBlockBytes))
      }
      return raw
    case deflated:
      let length = try reader.count("block", limit: Limits.rawBlockBytes)
      return try Deflate.inflated(
        Array(reader.rest()), dictionary: PresetDictionary.bytes, length: length)
    default:
      throw .invalid(what: "form of a block", at: 0)
    }
  }
}

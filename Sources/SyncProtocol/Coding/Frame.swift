/// What every message begins with: two bytes that are no text, the version and the kind.
enum Frame {
  /// Not well-formed UTF-8, so that no text is taken for a message.
  static let magic: [UInt8] = [0xF1, 0xEB]

  enum Kind: UInt8 {
    case request = 1
    case response = 2
    case bundle = 3
  }

  static func writer(_ kind: Kind) -> ByteWriter {
    var writer = ByteWriter()
    writer.raw(magic)
    writer.byte(ProtocolVersion.current)
    writer.byte(kind.rawValue)
    return writer
  }

  /// A reader behind the frame's head.
  ///
  /// - Throws: ``ProtocolError/notFieldbook``, ``ProtocolError/unsupportedVersion(_:)``,
  ///   ``ProtocolError/unexpectedMessage(kind:)``, or a message beyond ``Limits/bodyBytes``.
  static func reader(_ bytes: [UInt8], _ kind: Kind) throws(ProtocolError) -> ByteReader {
    guard bytes.count <= Limits.bodyBytes else {
      throw .tooLarge(
        what: "message", size: UInt64(bytes.count), limit: UInt64(Limits.bodyBytes))
    }
    guard bytes.starts(with: magic) else { throw .notFieldbook }
    var reader = ByteReader(bytes)
    _ = try reader.raw(magic.count)
    let version = try reader.byte()
    guard (ProtocolVersion.minimum...ProtocolVersion.current).contains(version) else {
      throw .unsupportedVersion(version)
    }
    let found = try reader.byte()
    guard found == kind.rawValue else { throw .unexpectedMessage(kind: found) }
    return reader
  }
}

extension ByteReader {
  /// Skips what newer programs add at the end of a message.
  mutating func skipExtensions() throws(ProtocolError) {
    let count = try count("extensions", limit: Limits.extensions)
    for _ in 0..<count {
      _ = try number("extension key")
      _ = try counted("extension", limit: Limits.bodyBytes)
    }
  }
}

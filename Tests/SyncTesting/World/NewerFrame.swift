internal import SyncProtocol

/// Messages as newer programs write them: made of present ones, byte by byte.
enum NewerFrame {
  /// Behind the two bytes that every message begins with.
  private static let versionPlace = 2
  /// Behind the version and the kind.
  private static let flagsPlace = 4
  /// The bit that says that extensions follow at the end.
  private static let extensionsFlag: UInt8 = 1 << 7
  private static let laterVersion = ProtocolVersion.current + 1

  /// Whether the message is of a version that the present program does not know.
  static func isLater(_ message: [UInt8]) -> Bool {
    message.count > versionPlace && message[versionPlace] == laterVersion
  }

  /// A request with extensions that nobody knows.
  static func extended(request: [UInt8], _ payload: [UInt8]) -> [UInt8] {
    var request = request
    request[flagsPlace] |= extensionsFlag
    return request + extensions(payload)
  }

  /// A response with extensions that nobody knows.
  static func extended(response: [UInt8], _ payload: [UInt8]) throws -> [UInt8] {
    FrameChecksum.appended(
      to: extended(request: try FrameChecksum.removed(from: response), payload))
  }

  /// A request or a bundle of a later version.
  static func later(_ message: [UInt8]) -> [UInt8] { versioned(message, laterVersion) }

  /// What a program of the later version makes of a request or a bundle.
  static func present(_ message: [UInt8]) -> [UInt8] {
    isLater(message) ? versioned(message, ProtocolVersion.current) : message
  }

  static func later(response: [UInt8]) throws -> [UInt8] {
    FrameChecksum.appended(to: later(try FrameChecksum.removed(from: response)))
  }

  static func present(response: [UInt8]) throws -> [UInt8] {
    guard isLater(response) else { return response }
    return FrameChecksum.appended(to: present(try FrameChecksum.removed(from: response)))
  }

  private static func versioned(_ message: [UInt8], _ version: UInt8) -> [UInt8] {
    var message = message
    message[versionPlace] = version
    return message
  }

  /// Two extensions, one of them empty: count, then key, length and payload of each.
  private static func extensions(_ payload: [UInt8]) -> [UInt8] {
    [2, 1, UInt8(payload.count)] + payload + [9, 0]
  }
}

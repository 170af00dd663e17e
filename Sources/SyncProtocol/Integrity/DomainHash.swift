internal import Crypto

/// SHA-256 with a word in front that says what is hashed, so that no hash stands for two things.
enum DomainHash: String {
  case chainSeed = "fieldbook chain 1"
  case stateDigest = "fieldbook state 1"
  case run = "fieldbook run 1"
  case push = "fieldbook push 1"
  case space = "fieldbook space 1"
  case record = "fieldbook record 1"
  case history = "fieldbook history 1"
  case histories = "fieldbook histories 1"
  case bundle = "fieldbook bundle 1"
  case device = "fieldbook device 1"
  case shown = "fieldbook shown 1"

  /// The length of a hash, in bytes.
  static let byteCount = 32

  /// SHA-256(word ‖ 0x00 ‖ bytes), 32 bytes.
  func hash(_ bytes: [UInt8]) -> [UInt8] { Self.sha256(Array(rawValue.utf8) + [0] + bytes) }

  static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}

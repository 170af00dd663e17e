internal import Crypto

/// What both kinds of secret that the hub gives out have in common: a prefix by which a leaked one
/// is recognised, random base32 digits, and a checksum.
///
/// The hub keeps the SHA-256 alone and finds a secret by it: nothing is compared digit by digit.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The whole text, to be shown once.
  package let text: String

  package init(text: String) { self.text = text }

  /// An invite: 130 random bits, more than anybody can try.
  package static func invite(_ random: (_ count: Int) -> [UInt8]) -> Secret {
    make(prefix: "fbi_", digits: 26, random)
  }

  /// A session token: 256 random bits.
  package static func session(_ random: (_ count: Int) -> [UInt8]) -> Secret {
    make(prefix: "fbs_", digits: 52, random)
  }

  /// The first digits, by which people name an invite; the rest stays out of reach.
  package var hint: String { String(text.prefix(Self.hintLength)) }

  /// SHA-256, 32 bytes.
  package var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  package var description: String { "***" }
  package var debugDescription: String { "***" }

  /// The prefix and six digits: 30 bits tell a team's invites apart.
  private static let hintLength = 10
  private static let checksumDigits = 6

  private static func make(
    prefix: String, digits: Int, _ random: (_ count: Int) -> [UInt8]
  ) -> Secret {
    let bytes = random((digits * Base32.bitsPerDigit + 7) / 8)
    let body = String(Base32.text(bytes).prefix(digits))
    let sum = SHA256.hash(data: Array((prefix + body).utf8))
    let checksum = Base32.text(Array(sum)).prefix(checksumDigits)
    return Secret(text: prefix + body + checksum)
  }
}

/// Source: Josefsson, RFC 4648, 2006, section 6, in lower case and without padding.
enum Base32 {
  static let bitsPerDigit = 5
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var digits: [UInt8] = []
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= bitsPerDigit {
        bits -= bitsPerDigit
        digits.append(alphabet[Int(buffer >> UInt32(bits) & 0x1F)])
      }
      buffer &= 0xFF
    }
    if bits > 0 { digits.append(alphabet[Int(buffer << UInt32(bitsPerDigit - bits) & 0x1F)]) }
    return String(decoding: digits, as: UTF8.self)
  }
}

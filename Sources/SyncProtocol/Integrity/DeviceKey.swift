internal import Crypto

#if MUTANTS
  internal import SyncCore
#endif

/// A device's signing key: Ed25519, made on the device, never sent.
///
/// Source: Josefsson, Liusvaara, RFC 8032, 2017.
package struct DeviceKey: Sendable {
  /// The length of a private key's seed and of a public key, in bytes.
  package static let byteCount = 32

  private let key: Curve25519.Signing.PrivateKey

  /// The key of 32 random bytes, or nil where the count differs.
  package init?(seed: [UInt8]) {
    // Any 32 bytes are a key; another count is all that can be wrong.
    guard seed.count == Self.byteCount,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else { return nil }
    self.key = key
  }

  /// The seed, to be kept secret: 32 bytes.
  package var seed: [UInt8] { Array(key.rawRepresentation) }

  package var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// The signature of a push digest, 64 bytes.
  package func signature(of digest: [UInt8]) throws -> [UInt8] {
    Array(try key.signature(for: digest))
  }

  /// Whether the owner of `publicKey` signed the digest.
  package static func isValid(signature: [UInt8], digest: [UInt8], publicKey: [UInt8]) -> Bool {
    #if MUTANTS
      if Mutant.isPlanted(.signatureNotChecked) { return true }
    #endif
    // Bytes that are no key have signed nothing.
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      return false
    }
    return key.isValidSignature(signature, for: digest)
  }
}

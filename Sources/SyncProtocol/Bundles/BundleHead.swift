package import SyncCore

/// Who made a bundle, when, and for which hub's team.
package struct BundleHead: Hashable, Sendable {
  /// The exporting device's public key, 32 bytes: the seal is its.
  package let publicKey: [UInt8]
  /// What the device calls its user and itself: for people, decides nothing.
  package let user: Text
  package let device: Text
  /// The lineage of the device's hub; nil where it was never enrolled.
  package let lineage: UInt64?
  /// Milliseconds since 1970 by the device's corrected clock.
  package let milliseconds: UInt64

  package init(
    publicKey: [UInt8], user: Text, device: Text, lineage: UInt64?, milliseconds: UInt64
  ) {
    self.publicKey = publicKey
    self.user = user
    self.device = device
    self.lineage = lineage
    self.milliseconds = milliseconds
  }

  /// What the seal signs, given SHA-256 of all bytes before it.
  static func sealDigest(_ hash: [UInt8]) -> [UInt8] { DomainHash.bundle.hash(hash) }
}

extension ByteWriter {
  mutating func bundleHead(_ head: BundleHead, parts: Int) {
    raw(head.publicKey)
    text(head.user)
    text(head.device)
    fixed64(head.lineage ?? 0)
    unsigned(head.milliseconds)
    count(parts)
    count(0)
  }
}

extension ByteReader {
  mutating func bundleHead() throws(ProtocolError) -> (head: BundleHead, parts: Int) {
    let publicKey = Array(try raw(DeviceKey.byteCount))
    let user = try text("user", limit: Limits.nameBytes)
    let device = try text("device", limit: Limits.nameBytes)
    let lineage = try fixed64()
    let milliseconds = try number("time")
    let parts = try count("parts", limit: Limits.spacesPerMessage)
    try skipExtensions()
    try finish()
    let head = BundleHead(
      publicKey: publicKey, user: user, device: device, lineage: lineage == 0 ? nil : lineage,
      milliseconds: milliseconds)
    return (head, parts)
  }
}

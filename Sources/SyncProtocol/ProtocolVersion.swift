/// The versions of the protocol that this program speaks; a frame says its own.
package enum ProtocolVersion {
  /// The version that this program writes.
  package static let current: UInt8 = 1
  /// The oldest version that this program reads.
  package static let minimum: UInt8 = 1
}

/// The hash of one change alone, by which a change that was written again names its origin.
package enum ChangeHash {
  /// SHA-256 of the canonical form, 32 bytes.
  package static func hash(canonical: [UInt8]) -> [UInt8] { DomainHash.sha256(canonical) }
}

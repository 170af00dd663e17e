/// What the one signature of a request covers.
package enum PushDigest {
  /// The hash over the hashes of all runs, in their order: 32 bytes.
  package static func digest(of runHashes: [[UInt8]]) -> [UInt8] {
    DomainHash.push.hash(runHashes.flatMap { $0 })
  }
}

/// The change that another change writes again under a new identity.
///
/// A database that was copied or restored may use dots that others hold with other content; its
/// unaccepted changes are then written again, one for one.
package struct Origin: Hashable, Sendable {
  /// The name under which it was first written.
  package let dot: Dot
  /// SHA-256 of its canonical form, 32 bytes.
  package let hash: [UInt8]
  package let actor: Text
  /// Policies and explanations go by this time.
  package let time: HybridTime

  package init(dot: Dot, hash: [UInt8], actor: Text, time: HybridTime) {
    self.dot = dot
    self.hash = hash
    self.actor = actor
    self.time = time
  }
}

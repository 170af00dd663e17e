internal import SyncCore

/// Under which id an open device writes, and how many changes it has written so.
///
/// It changes inside transactions and is put back where one fails.
final class IdentityState {
  /// What a transaction changes.
  struct Content: Equatable {
    var identity: DeviceIdentity
    /// All ids under which the database has written.
    var replicas: Set<ReplicaID>
    /// The changes under the present id.
    var counted: UInt64
    /// Whether something outside of the database counts them too.
    var isLeased: Bool
  }

  var content: Content
  /// Whether the id was found to be this database's alone since it was opened.
  var isTrusted = false
  let guardian: IdentityGuard?

  init(_ content: Content, guardian: IdentityGuard?) {
    self.content = content
    self.guardian = guardian
  }

  var identity: DeviceIdentity { content.identity }
  var replicas: Set<ReplicaID> { content.replicas }

  /// Takes a new id.
  ///
  /// - Throws: ``StoreFault/noIdentity`` where nobody said where ids come from.
  func renew() throws {
    guard let guardian else { throw StoreFault.noIdentity }
    let old = content.identity
    let replica = guardian.fresh()
    content.identity = DeviceIdentity(
      replica: replica, user: old.user, deviceName: old.deviceName, publicKey: old.publicKey)
    content.replicas.insert(replica)
    content.counted = 0
    content.isLeased = false
  }

  /// Puts back what a transaction, or a step of one, changed that did not happen.
  func takeBack(to before: Content) {
    // The check at the next write finds the same as before.
    if content.identity != before.identity { isTrusted = false }
    content = before
  }

  var lease: LeaseFile? { lease(of: content) }

  func lease(of content: Content) -> LeaseFile? {
    guardian.map { LeaseFile(directory: $0.leases, replica: content.identity.replica) }
  }
}

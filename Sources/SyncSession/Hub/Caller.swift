package import SyncCore
package import SyncProtocol

/// Who is at the other end of a conversation, as authentication found it.
package struct Caller: Hashable, Sendable {
  package let user: Text
  /// The device's public key, 32 bytes.
  package let publicKey: [UInt8]
  /// The names under which the device's user may have written: the team's, and the device's own from before enrolment.
  package let actors: Set<Text>

  package init(user: Text, publicKey: [UInt8], actors: Set<Text>) {
    self.user = user
    self.publicKey = publicKey
    self.actors = actors
  }
}

/// Whose device signed a run that another device hands on.
package struct RunAuthor: Hashable, Sendable {
  package let caller: Caller
  /// The user's role in the space at this moment.
  package let role: SpaceRole
  /// Whether the key is the hub's own, so that the run may administer.
  package let isHub: Bool

  package init(caller: Caller, role: SpaceRole, isHub: Bool = false) {
    self.caller = caller
    self.role = role
    self.isHub = isHub
  }
}

/// One visit of a device.
package struct DeviceContact: Hashable, Sendable {
  package let caller: Caller
  /// For the spaces that its request names, the hub sequence up to which it has applied everything.
  package let cursors: [SpaceID: UInt64]
  /// Whether the device waits for news: then it says soon again how far it is.
  package let isFollowing: Bool

  package init(caller: Caller, cursors: [SpaceID: UInt64], isFollowing: Bool = false) {
    self.caller = caller
    self.cursors = cursors
    self.isFollowing = isFollowing
  }
}

internal import Foundation
package import SpaceStore
package import SyncCore
internal import SyncProtocol

/// Joins a team: redeems an invite, keeps the session, notes the hub in the replica.
package struct Enrolment: Sendable {
  private let directory: String
  private let catalog: StoreCatalog
  private let wall: @Sendable () -> Int64

  /// - Parameters:
  ///   - directory: the replica's directory; `device.key` and the replica exist.
  ///   - catalog: the kinds that the program knows.
  ///   - wall: milliseconds since 1970.
  package init(directory: String, catalog: StoreCatalog, wall: @escaping @Sendable () -> Int64) {
    self.directory = directory
    self.catalog = catalog
    self.wall = wall
  }

  /// What became of an enrolment.
  package struct Outcome: Hashable, Sendable {
    package let user: Text
    package let team: Text
    package let url: String
  }

  /// A replica that belongs to a team stays there unless it is to move, with all its accounts.
  ///
  /// Throws ``SyncFailure``, ``DeviceFileFault``, `StoreError`.
  package func run(url: String, invite: String, moves: Bool = false) async throws -> Outcome {
    let files = DeviceFiles(directory: directory)
    let key = try files.key()
    let identity = try identity()
    guard identity.publicKey == key.publicKey else {
      throw DeviceFileFault.foreignKey(path: files.keyPath)
    }
    let code = invite.trimmingCharacters(in: .whitespacesAndNewlines)
    let digest = EnrolmentRequest.digest(invite: code, publicKey: key.publicKey)
    let request = EnrolmentRequest(
      invite: code, device: identity.deviceName.string,
      publicKey: Hexadecimal.text(key.publicKey), user: identity.localUser.string,
      proof: Hexadecimal.text(try key.signature(of: digest)))
    let address = try HubAddress(url)
    let answer = try await HubClient.with(address) { try await $0.enrol(request) }
    guard let lineage = Hexadecimal.integer(answer.lineage, digits: Self.lineageDigits) else {
      throw SyncFailure.notAHub(url: address.url, detail: "its answer names no lineage")
    }
    if let known = identity.hub, known.lineage != lineage, !moves {
      throw SyncFailure.otherTeam(own: known.team, offered: answer.team, url: address.url)
    }
    // The session first: with it alone a repeated enrolment is not needed for anything.
    try files.keep(session: SessionToken(answer.session))
    let hub = HubAcquaintance(url: address.url, lineage: lineage, team: answer.team)
    let store = try DeviceStore.open(
      directory: directory, catalog: catalog, mode: .write, wall: wall)
    try store.enrol(
      at: hub, as: Text(answer.user), hubMilliseconds: UInt64(clamping: answer.hubTime))
    try store.close()
    return Outcome(user: Text(answer.user), team: Text(answer.team), url: address.url)
  }

  private static let lineageDigits = 16

  private struct Identity {
    let publicKey: [UInt8]
    let deviceName: Text
    let localUser: Text
    /// The hub that the replica belongs to already; nil where it belongs to none.
    let hub: HubAcquaintance?
  }

  /// The store is open only here and at the end: no command waits while the hub thinks.
  private func identity() throws -> Identity {
    let store = try DeviceStore.open(
      directory: directory, catalog: catalog, mode: .read, wall: wall)
    let identity = Identity(
      publicKey: store.identity.publicKey, deviceName: store.identity.deviceName,
      localUser: try store.localUser(), hub: try store.hub())
    try store.close()
    return identity
  }
}

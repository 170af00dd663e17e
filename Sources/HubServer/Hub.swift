internal import AccountModel
package import Logging
package import SpaceStore
package import SyncCore
internal import SyncProtocol
package import SyncSession
internal import WebServing

/// A team's hub: its store behind one door, and what its handlers share.
package struct Hub: Sendable {
  /// `hub.sqlite`, `lock` and `admin.sock` lie in the data directory.
  package static let lockName = "lock"
  package static let adminSocketName = "admin.sock"

  package let identity: HubIdentity
  /// Milliseconds since 1970.
  package let wall: @Sendable () -> Int64
  let random: @Sendable (_ count: Int) -> [UInt8]
  let logger: Logger
  let configuration: ResponderConfiguration
  let door: StoreDoor
  let notifier: Notifier
  let gate: Gate

  /// - Parameters:
  ///   - store: whose directory's lock the caller holds.
  ///   - wall: milliseconds since 1970.
  ///   - random: so many random bytes, fit for secrets.
  ///   - logger: where what happened is told.
  ///   - configuration: the sizes and times of answers.
  package init(
    store: HubStore, wall: @escaping @Sendable () -> Int64,
    random: @escaping @Sendable (_ count: Int) -> [UInt8], logger: Logger = WebService.silent,
    configuration: ResponderConfiguration = ResponderConfiguration()
  ) {
    identity = store.identity
    self.wall = wall
    self.random = random
    self.logger = logger
    self.configuration = configuration
    notifier = Notifier()
    gate = Gate()
    door = StoreDoor(store: store, notifier: notifier, logger: logger)
  }

  /// What the hub knows of kinds of records; it stores the others as they come.
  package static let catalog = StoreCatalog(catalogDescriptions)

  /// Makes a new hub in a directory that exists.
  ///
  /// - Throws: `StoreError`
  package static func createStore(
    directory: String, team: Text, wall: @escaping @Sendable () -> Int64,
    random: (_ count: Int) -> [UInt8]
  ) throws -> HubStore {
    let identity = HubIdentity(
      replica: ReplicaID(rawValue: number(random)), team: team,
      lineage: HubLineage(id: number(random), generation: 0),
      library: SpaceIdentity.space(
        publicKey: random(DeviceKey.byteCount), nonce: random(SpaceRegistration.nonceByteCount)))
    guard let key = DeviceKey(seed: random(DeviceKey.byteCount)) else {
      preconditionFailure("any bytes of this count are a key")
    }
    return try HubStore.create(
      directory: directory, catalog: catalog, access: .product, identity: identity, key: key,
      wall: wall)
  }

  /// - Throws: `StoreError`
  package static func openStore(
    directory: String, wall: @escaping @Sendable () -> Int64,
    random: (_ count: Int) -> [UInt8]
  ) throws -> HubStore {
    try HubStore.open(
      directory: directory, catalog: catalog, access: .product, wall: wall, random: random)
  }

  /// 64 random bits.
  private static func number(_ random: (_ count: Int) -> [UInt8]) -> UInt64 {
    random(UInt64.bitWidth / 8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  var hubMilliseconds: UInt64 { UInt64(max(wall(), 0)) }
}

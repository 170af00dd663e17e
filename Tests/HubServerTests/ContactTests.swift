import AccountModel
import Foundation
import HubServer
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@Suite struct `What the hub remembers of a device` {
  @Test func `costs no write while nothing is new`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    _ = try alice.addAccount("Vestas")
    try await world.sync(alice)
    try await world.sync(alice)
    let before = try world.store.totalChanges()
    try await world.sync(alice)
    #expect(try world.store.totalChanges() == before)
    // That it was there again is worth a write now and then.
    world.clock.advance(days: 1)
    try await world.sync(alice)
    #expect(try world.store.totalChanges() == before + 1)
  }

  @Test func `names the fork of a copied device once`() async throws {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    let run = try forged(alice, in: space, at: try world.head(space))
    for _ in 0..<2 {
      let answer = try SyncResponse.decode(await world.exchange(run.encode(), alice))
      #expect(answer.acknowledgements.map(\.result) == [.fork])
    }
    let events = try world.store.identityEvents()
    #expect(events.map(\.word) == ["fork"])
    #expect(events.first?.count == 2)
    #expect(events.first?.replica == ReplicaID(rawValue: 101))
    #expect(events.first?.detail == "alice-book (alice)")
  }

  @Test func `warns once where half of the authors that a message can name have written`()
    async throws
  {
    let world = try HubWorld()
    let alice = try await world.device("alice", number: 1)
    let space = try alice.addAccount("Vestas")
    try await world.sync(alice)
    // The hub, Alice and Bob are the others' company.
    let others = Limits.replicas / 2 - 3
    try world.sqlite(
      "\(world.directory)/\(HubStore.databaseName)",
      """
      WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(others))
      INSERT INTO author (space, replica, sequence, chain, clock)
      SELECT space, 1000000 + n, 1, zeroblob(32), x'00' FROM space, number WHERE kind = 1
      """)
    try alice.share(space, with: "bob", .editor)
    try await world.sync(alice)
    let bob = try await world.device("bob", number: 2)
    try await world.sync(bob)
    for name in ["Vestas A/S", "Vestas Wind"] {
      try bob.rename(space, to: Text(name))
      let summary = try await world.sync(bob)
      #expect(summary.refusals.isEmpty)
      #expect(try world.store.identityEvents().map(\.word) == ["many-authors"])
    }
  }

  /// A request that offers another first change of the device's replica.
  private func forged(_ device: TestDevice, in space: SpaceID, at head: UInt64) throws
    -> SyncRequest
  {
    let replica = ReplicaID(rawValue: 100 + UInt64(device.number))
    let change = Change(
      dot: Dot(replica, 1), dependencies: [], time: HybridTime(milliseconds: 1),
      actor: device.user, clockOffset: 0, intent: .edit,
      writes: [
        Write(
          RecordKey(Account.kind, RecordID(truncating: 1)), "name", supersedes: [],
          value: .text("Other"))
      ])
    let seed = HashChain.seed(space: space, replica: replica)
    let run = ChangeRun(replica: replica, chainPrefix: HashChain.prefix(seed), changes: [change])
    let salt = [UInt8](repeating: 4, count: PushSignature.saltByteCount)
    let hash = RunHash.hash(
      space: space, run: run, chainBefore: seed,
      chainAfter: HashChain.next(after: seed, canonical: Canonical.encode(change)),
      salt: RunHash.salt(push: salt, index: 0))
    let version = try device.open(.read).view().listVersion
    let ordinal = try device.open(.read).view().spaces.first { $0.space == space }?.ordinal
    var request = SyncRequest(
      listVersion: version, cursors: .all([0, head]), maximumBytes: 1 << 20)
    request.pushes = [
      Push(
        target: .listed(ordinal ?? 0),
        batch: try ChangeBatch(runs: [run]).encode(naming: PortableNaming()).block)
    ]
    request.signature = PushSignature(
      salt: salt, signature: try device.key.signature(of: PushDigest.digest(of: [hash])))
    return request
  }
}

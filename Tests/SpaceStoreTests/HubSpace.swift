import AccountModel
import Foundation
import GRDB
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession
import Testing

/// One space of a hub on a real file, into whose log tests put changes straight away.
final class HubSpace {
  static let author = ReplicaID(rawValue: 0xA7)
  let world: StoreWorld
  /// Eero's device, whose space it is.
  let device: TestDevice
  let space: SpaceID
  /// The hub sequence that the space had before the tests' changes.
  let start: UInt64
  private var count: UInt64 = 0
  var hub: HubStore { world.hub }

  init(sealing: SealingRule = StoreWorld.eagerSealing) throws {
    world = try StoreWorld(sealing: sealing)
    device = try world.device("eero", number: 1)
    space = try device.addAccount("Kaarna")
    try world.sync(device)
    start = try world.hub.read(space) { try $0.hubSequence() }
  }

  func dot(_ sequence: UInt64) -> Dot { Dot(Self.author, sequence) }

  /// The key of the n-th note.
  func note(_ number: UInt64) -> RecordKey {
    RecordKey(Note.kind, RecordID(truncating: number))
  }

  /// Lets the hub accept the author's next change, without a proof.
  @discardableResult
  func accept(
    _ value: Value = .text("call"), _ field: Text = "body", of key: RecordKey? = nil,
    over shown: [Dot] = [], after others: [Dot] = []
  ) throws -> Dot {
    count += 1
    let change = Change(
      dot: dot(count), dependencies: others,
      time: HybridTime(milliseconds: world.clock.milliseconds + Int64(count)), actor: "eero",
      clockOffset: 0, intent: .edit,
      writes: [Write(key ?? note(count), field, supersedes: shown, value: value)])
    try accept([change])
    return change.dot
  }

  /// Lets the hub accept these changes in one transaction, without proofs.
  func accept(_ changes: some Sequence<Change>) throws {
    try hub.write(space) { ledger in
      var integrator = try Integrator(ledger: ledger)
      let runs = changes.map {
        ChangeRun(replica: $0.dot.replica, chainPrefix: [], changes: [$0])
      }
      #expect(try integrator.integrate(ChangeBatch(runs: runs)) == .complete)
      try ledger.settle(integrator.finish())
    }
  }

  /// What a statement counts in the hub's database, given the space.
  func count(_ sql: String) throws -> Int {
    try DatabaseQueue(path: world.hubPath).read { database in
      try Int.fetchOne(database, sql: sql, arguments: [Data(space.bytes)])
    } ?? 0
  }

  /// Changes the hub's database behind its back.
  func alter(_ sql: String) throws {
    try DatabaseQueue(path: world.hubPath).write { try $0.execute(sql: sql) }
  }

  /// Keeps a proof of a run; whether it holds is not the store's to judge.
  func prove(_ range: ClosedRange<UInt64>, mark: UInt8 = 1) throws {
    try hub.write(space) { ledger in
      try ledger.keep(
        RunProof(
          replica: Self.author, from: range.lowerBound, to: range.upperBound, salt: [mark],
          signing: RunSigning(
            publicKey: [UInt8](repeating: mark, count: 32),
            runHashes: [[UInt8](repeating: mark, count: 32)], signature: [mark])))
    }
  }

  func standing() throws -> ReplicaStanding {
    try hub.read(space) { try $0.standing(of: Self.author) }
  }

  var head: UInt64 { get throws { try hub.read(space) { try $0.hubSequence() } } }

  /// Says how far a device has come.
  func note(_ device: TestDevice, at cursor: UInt64) throws {
    let caller = Caller(
      user: device.enrolled.user, publicKey: device.enrolled.publicKey,
      actors: device.enrolled.actors)
    try hub.note(DeviceContact(caller: caller, cursors: [space: cursor]))
  }
}

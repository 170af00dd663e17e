import GRDB
import SyncCore
import SyncProtocol
import Testing

@testable import SpaceStore

@Suite struct `A signature in a database` {
  private func count(_ queue: DatabaseQueue) throws -> Int {
    try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM signing") ?? 0 }
  }

  @Test func `is kept once for all runs that it covers`() throws {
    let log = try HubSpace()
    let before = try count(log.hub.queue)
    for _ in 1...3 { try log.accept() }
    try log.prove(1...1)
    try log.prove(2...2)
    try log.prove(3...3, mark: 2)
    let proofs = try log.hub.read(log.space) {
      try $0.proofs(of: HubSpace.author, endingIn: 1...3)
    }
    #expect(proofs.map(\.signing.signature) == [[1], [1], [2]])
    #expect(try count(log.hub.queue) == before + 2)
  }

  @Test func `goes with the last proof that needs it`() throws {
    let world = try StoreWorld()
    let device = try world.device("eero", number: 1)
    let space = try device.addAccount("Kaarna")
    let author = ReplicaID(rawValue: 0xA7)
    func proof(_ sequence: UInt64, _ mark: UInt8) -> RunProof {
      RunProof(
        replica: author, from: sequence, to: sequence, salt: [mark],
        signing: RunSigning(
          publicKey: [mark], runHashes: [[UInt8](repeating: mark, count: 32)], signature: [mark]))
    }
    try device.store.write(space) { ledger in
      for (sequence, mark) in [(1, 1), (2, 2), (3, 2)] as [(UInt64, UInt8)] {
        try ledger.keep(proof(sequence, mark))
      }
    }
    #expect(try count(device.store.file.queue) == 2)
    try device.store.write(space) { try $0.dropProofs(from: Dot(author, 3)) }
    #expect(try count(device.store.file.queue) == 2)
    try device.store.write(space) { try $0.dropProofs(from: Dot(author, 2)) }
    #expect(try count(device.store.file.queue) == 1)
    #expect(
      try device.store.read(space) { try $0.proof(covering: Dot(author, 1)) } == proof(1, 1))
  }
}

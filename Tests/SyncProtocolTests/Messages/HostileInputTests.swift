import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `Hostile bytes` {
  /// Decodes with every decoder; what a decoder takes it must be able to write again.
  private static func decodeAll(_ bytes: [UInt8]) throws {
    try attempt { _ = try Canonical.decode(bytes) }
    try attempt { _ = try Canonical.decodeValue(bytes) }
    try attempt { _ = try Canonical.decodeCells(bytes) }
    try attempt { _ = try Canonical.decodeCell(bytes) }
    try attempt { _ = try Canonical.decodeBasis(bytes) }
    try attempt {
      let batch = try ChangeBatch.decode(bytes, naming: PortableNaming()).batch
      _ = try batch.encode(naming: PortableNaming())
      // Whatever was taken from rows has a canonical form that others take.
      for change in batch.changes {
        #expect(try Canonical.decode(Canonical.encode(change)) == change)
      }
    }
    try attempt { _ = try SnapshotPart.decode(bytes).encode() }
    try attempt { _ = try SyncRequest.decode(bytes).encode() }
    try attempt { _ = try SyncResponse.decode(bytes).encode() }
    // The checksum must not keep damage away from what stands before it.
    try attempt { _ = try SyncResponse.decode(FrameChecksum.appended(to: bytes)).encode() }
  }

  private static func attempt(_ decode: () throws -> Void) throws {
    do { try decode() } catch is ProtocolError { return }
  }

  private static func samples(_ sampler: inout Sampler) throws -> [[UInt8]] {
    let batch = sampler.batch()
    return [
      Canonical.encode(sampler.change(sampler.dot())),
      try batch.encode(naming: PortableNaming()).block, try stored(batch),
      try sampler.snapshotPart().encode(), sampler.request().encode(),
      sampler.response().encode(), sampler.response().encode().dropLast(4),
      Canonical.encode(sampler.cell()),
    ]
  }

  /// A block that is not deflated, so that damage reaches the rows.
  private static func stored(_ batch: ChangeBatch) throws -> [UInt8] {
    let rows = try batch.runs.map { run in
      try ChangeBatch(runs: [run]).encode(naming: PortableNaming()).block
    }
    return rows.first { $0.first == 2 } ?? [2]
  }

  @Test(arguments: Seed.first(60))
  func `that are cut off are refused`(seed: Seed) throws {
    var sampler = Sampler(seed)
    for bytes in try Self.samples(&sampler) {
      for _ in 0..<10 { try Self.decodeAll(Array(bytes.prefix(sampler.integer(0...bytes.count)))) }
    }
  }

  @Test(arguments: Seed.first(120))
  func `with wrong bits are refused or are something else`(seed: Seed) throws {
    var sampler = Sampler(seed)
    for bytes in try Self.samples(&sampler) where !bytes.isEmpty {
      for _ in 0..<10 {
        var damaged = bytes
        for _ in 0...sampler.integer(0...2) {
          let place = sampler.integer(0...bytes.count - 1)
          damaged[place] = sampler.isOneOf(2) ? 0xFF : damaged[place] ^ (1 << UInt8(place % 8))
        }
        try Self.decodeAll(damaged)
      }
    }
  }

  @Test(arguments: Seed.first(200))
  func `that mean nothing are refused`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let noise = sampler.bytes(sampler.integer(0...300))
    try Self.decodeAll(noise)
    try Self.decodeAll([2] + noise)
    try Self.decodeAll([0xF1, 0xEB, 1, 1] + noise)
    try Self.decodeAll([0xF1, 0xEB, 1, 2] + noise)
  }

  @Test func `that say a count and hold nothing cost no memory`() {
    // 10,000 writes, 4,096 dots, a text of 1 MiB: each is refused where the bytes end.
    let block: [UInt8] =
      [2] + [2] + [UInt8](repeating: 0, count: 16) + [1, 0, 0, 0x80, 0, 0x90, 0x4E]
    #expect(throws: ProtocolError.truncated(at: block.count - 1, needed: 1)) {
      try ChangeBatch.decode(block, naming: PortableNaming())
    }
  }
}

import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `A hostile bundle` {
  private let sample = BundleSample()

  /// Decodes without signatures, so that damage reaches every decoder.
  private static func decode(_ bytes: [UInt8]) throws {
    do {
      _ = try Bundle.structure(of: BundleBytes(bytes))
    } catch is ProtocolError {
      return
    } catch is BundleFault {
      return
    }
  }

  @Test(arguments: Seed.first(60))
  func `is refused or is something else`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let bytes = try sample.bytes()
    for _ in 0..<20 {
      var damaged = bytes
      for _ in 0...sampler.integer(0...2) {
        let place = sampler.integer(0...bytes.count - 1)
        damaged[place] = sampler.isOneOf(2) ? 0xFF : damaged[place] ^ (1 << UInt8(place % 8))
      }
      try Self.decode(Array(damaged.prefix(sampler.integer(0...bytes.count))))
      try Self.decode(damaged)
    }
  }

  @Test(arguments: Seed.first(60))
  func `that means nothing is refused`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let noise = sampler.bytes(sampler.integer(0...300))
    try Self.decode(noise)
    try Self.decode([0xF1, 0xEB, 1, 3] + noise)
  }

  @Test func `that says a count and holds nothing costs no memory`() throws {
    // A description of 16 MiB, 100,000 signings, a block of 8 MiB: each ends where the bytes end.
    var head = ByteWriter()
    head.raw([UInt8](repeating: 0, count: DeviceKey.byteCount))
    head.raw([0, 0] + [UInt8](repeating: 0, count: 8) + [0, 1, 0])
    var bytes = ByteWriter()
    bytes.raw([0xF1, 0xEB, 1, 3])
    bytes.counted(head.bytes)
    bytes.unsigned(UInt64(Limits.bundleDescriptionBytes))
    let count = bytes.bytes.count
    #expect(
      throws: ProtocolError.truncated(at: count, needed: Limits.bundleDescriptionBytes)
    ) { try Bundle.structure(of: BundleBytes(bytes.bytes)) }
  }

  @Test func `whose description is too long is refused before it is read`() throws {
    var bytes = Array(try sample.bytes().prefix(4))
    bytes += [46, 0]
    let long = Array(try sample.bytes().prefix(4)) + [0x81, 0x80, 0x04]
    #expect(
      throws: ProtocolError.tooLarge(what: "head", size: 65_537, limit: 65_536)
    ) { try Bundle.structure(of: BundleBytes(long + bytes)) }
  }

  @Test func `with runs that lie beside each other wrongly is refused`() throws {
    let description = try sample.description()
    let anna = try #require(description.author(BundleSample.anna))
    let whole = anna.runs[0]
    func bytes(_ runs: [BundleRun], accepted: UInt64 = 0) throws -> [UInt8] {
      let author = BundleAuthor(
        replica: anna.replica, from: 0, accepted: accepted, runs: runs, chain: nil,
        prefix: anna.prefix)
      return try sample.bytes(
        description: description.replacing(authors: [description.authors[0], author]))
    }
    func run(_ from: UInt64, _ to: UInt64) -> BundleRun {
      BundleRun(from: from, to: to, signing: whole.signing, salt: whole.salt)
    }
    // A run within the one before it, one that begins at 0, and more accepted than there is.
    for runs in [[run(1, 2), run(1, 2)], [run(0, 2)], [run(1, 2), run(2, 1)]] {
      #expect(throws: ProtocolError.self) {
        try Bundle.structure(of: BundleBytes(try bytes(runs)))
      }
    }
    #expect(throws: ProtocolError.self) {
      try Bundle.structure(of: BundleBytes(try bytes([whole], accepted: 3)))
    }
    // Runs may overlap; whether they are signed is another question.
    _ = try Bundle.structure(of: BundleBytes(try bytes([run(1, 1), run(1, 2)])))
  }
}

import SyncCore
import SyncProtocol
import Testing

@Suite struct `A bundle's bytes` {
  private let sample = BundleSample()

  @Test func `hold what was written`() throws {
    let source = BundleBytes(try sample.bytes())
    let bundle = try Bundle.read(source)
    #expect(bundle.head == sample.head)
    let part = try #require(bundle.parts.first)
    #expect(part.description == (try sample.description()))
    #expect(part.description.vector.description == "21d094ae5c3bf716:1 8f1c220477b903e5:2")
    let batches = try (0..<part.blockCount).map { try part.batch($0, in: source) }
    #expect(batches == sample.batches)
  }

  @Test func `prove each run to anybody`() throws {
    let description = try sample.description()
    let author = try #require(description.author(BundleSample.bernd))
    let proof = description.proof(of: author.runs[0], by: author.replica)
    let after = sample.chain(
      of: BundleSample.bernd,
      sample.batches.flatMap(\.changes).filter { $0.dot.replica == BundleSample.bernd })
    #expect(
      proof.isValid(
        in: sample.space, chainBefore: sample.chain(of: BundleSample.bernd, []),
        chainAfter: after))
    #expect(proof.signing.publicKey == BundleSample.berndKey?.publicKey)
  }

  @Test func `are refused with any bit turned`() throws {
    let bytes = try sample.bytes()
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      #expect(throws: (any Error).self, "byte \(place)") {
        try Bundle.read(BundleBytes(damaged))
      }
    }
  }

  @Test func `are refused at any length but their own`() throws {
    let bytes = try sample.bytes()
    for count in 0..<bytes.count {
      #expect(throws: (any Error).self, "\(count) bytes") {
        try Bundle.read(BundleBytes(Array(bytes.prefix(count))))
      }
    }
    #expect(throws: ProtocolError.trailingBytes(at: bytes.count)) {
      try Bundle.read(BundleBytes(bytes + [0]))
    }
  }

  @Test func `are refused when another device sealed them`() throws {
    let bytes = try sample.bytes(sealedBy: BundleSample.berndKey)
    #expect(throws: BundleFault.wrongSeal) { try Bundle.read(BundleBytes(bytes)) }
  }

  @Test func `are refused when a space belongs to another key`() throws {
    let foreign = SpaceOrigin(
      publicKey: BundleSample.berndKey?.publicKey ?? [], nonce: sample.origin.nonce)
    let bytes = try sample.bytes(description: try sample.description().replacing(origin: foreign))
    #expect(throws: BundleFault.wrongSpace(sample.space)) { try Bundle.read(BundleBytes(bytes)) }
  }

  @Test func `are refused with fewer or more changes than they announce`() throws {
    let fewer = try sample.bytes(batches: [sample.batches[0]])
    let more = try sample.bytes(batches: sample.batches + [sample.batches[1]])
    let swapped = try sample.bytes(batches: sample.batches.reversed())
    #expect(throws: BundleFault.wrongChanges(sample.space, BundleSample.anna)) {
      try Bundle.read(BundleBytes(fewer))
    }
    for bytes in [more, swapped] {
      #expect(throws: BundleFault.self) { try Bundle.read(BundleBytes(bytes)) }
    }
  }

  @Test func `are refused when a signature is another run's`() throws {
    let description = try sample.description()
    let swapped = description.replacing(signings: description.signings.reversed())
    let bytes = try sample.bytes(description: swapped)
    #expect(throws: BundleFault.wrongProof(sample.space, BundleSample.bernd)) {
      try Bundle.read(BundleBytes(bytes))
    }
  }

  @Test func `are refused when changes lead to another state`() throws {
    let description = try sample.description()
    let authors = description.authors.map { author in
      BundleAuthor(
        replica: author.replica, from: author.from, accepted: author.accepted,
        runs: author.runs, chain: author.chain, prefix: author.prefix.map { $0 ^ 1 })
    }
    let bytes = try sample.bytes(description: description.replacing(authors: authors))
    #expect(throws: BundleFault.wrongChain(sample.space, BundleSample.bernd)) {
      try Bundle.read(BundleBytes(bytes))
    }
  }

  @Test func `are refused when a space comes twice`() throws {
    let bytes = try sample.bytes(parts: 2)
    #expect(throws: ProtocolError.self) { try Bundle.read(BundleBytes(bytes)) }
  }

  @Test func `may not change between two readings`() throws {
    let bytes = try sample.bytes()
    let bundle = try Bundle.read(BundleBytes(bytes))
    let part = try #require(bundle.parts.first)
    let other = BundleBytes(bytes.map { $0 ^ 1 })
    #expect(throws: BundleFault.changed) { try part.batch(0, in: other) }
  }

  @Test func `beyond the limit are not read`() throws {
    struct Endless: BundleSource {
      func byteCount() -> UInt64 { Limits.bundleBytes + 1 }
      func bytes(at offset: UInt64, count: Int) -> [UInt8] { [] }
    }
    let fault = ProtocolError.tooLarge(
      what: "bundle", size: Limits.bundleBytes + 1, limit: Limits.bundleBytes)
    #expect(throws: fault) { try Bundle.read(Endless()) }
  }
}

@Suite struct `A device's fingerprint` {
  @Test func `is typed with or without hyphens`() throws {
    let key = try #require(BundleSample.annaKey).publicKey
    let fingerprint = DeviceFingerprint(of: key)
    #expect(DeviceFingerprint(fingerprint.description) == fingerprint)
    #expect(DeviceFingerprint(fingerprint.description.filter { $0 != "-" }) == fingerprint)
    #expect(DeviceFingerprint("\(fingerprint)".uppercased()) == fingerprint)
    #expect(DeviceFingerprint("8a3f") == nil)
    #expect(fingerprint.description.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4, 4, 4])
  }
}

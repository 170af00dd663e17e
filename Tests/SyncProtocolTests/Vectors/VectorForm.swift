import SyncCore
import SyncProtocol

/// What a vector's bytes are: the first word of its file's name.
enum VectorForm: String, CaseIterable {
  case change, value, siblings, cell, basis, vector, batch, portable, snapshot, request, response,
    chain, bundle

  init?(name: String) {
    self.init(rawValue: String(name.prefix { $0 != "-" }))
  }

  /// The readable form of the decoded bytes, and the bytes that encoding gives again.
  ///
  /// The second is nil where the bytes are deflated: another zlib may deflate otherwise.
  func decode(_ bytes: [UInt8]) throws -> (text: String, again: [UInt8]?) {
    var text = Description()
    var again: [UInt8]? = nil
    switch self {
    case .change:
      let change = try Canonical.decode(bytes)
      text.change(change)
      again = Canonical.encode(change)
    case .value:
      let value = try Canonical.decodeValue(bytes)
      text.line(Description.value(value))
      again = Canonical.encode(value)
    case .siblings:
      let siblings = try Canonical.decodeSiblings(bytes)
      text.record(
        Record(RecordKey("any", RecordID(truncating: 0)), cells: ["cell": Cell(siblings)]))
      again = Canonical.encode(siblings)
    case .cell:
      let cell = try Canonical.decodeCell(bytes)
      text.record(Record(RecordKey("any", RecordID(truncating: 0)), cells: ["cell": cell]))
      again = Canonical.encode(cell)
    case .basis:
      let basis = try Canonical.decodeBasis(bytes)
      text.line("shown \(Description.dots(basis.dots))")
      text.base(basis.base)
      again = Canonical.encode(basis)
    case .vector:
      let vector = try Canonical.decodeVector(bytes)
      text.line(vector.description)
      again = Canonical.encode(vector)
    case .batch:
      let decoded = try ChangeBatch.decode(bytes, naming: VectorNaming())
      text.batch(decoded.batch)
      again = try decoded.batch.encode(naming: VectorNaming()).block
    case .portable:
      let decoded = try ChangeBatch.decode(bytes, naming: PortableNaming())
      text.batch(decoded.batch)
      again = try decoded.batch.encode(naming: PortableNaming()).block
    case .snapshot:
      let part = try SnapshotPart.decode(bytes)
      text.part(part)
      again = try part.encode()
    case .request:
      let request = try SyncRequest.decode(bytes)
      text.request(request)
      again = request.encode()
    case .response:
      let response = try SyncResponse.decode(bytes)
      text.response(response)
      again = response.encode()
    case .chain: try chain(bytes, &text)
    case .bundle:
      let source = BundleBytes(bytes)
      try text.bundle(try Bundle.read(source), source)
    }
    let isDeflated = [.batch, .portable, .snapshot].contains(self) && bytes.first == 3
    return (text.text, isDeflated ? nil : again)
  }

  /// Hashes over the canonical bytes of one change, the first of a replica in a space of zeros.
  private func chain(_ bytes: [UInt8], _ text: inout Description) throws {
    let space = VectorCase.space
    let replica = VectorCase.anna
    let seed = HashChain.seed(space: space, replica: replica)
    let next = HashChain.next(after: seed, canonical: bytes)
    let salt = RunHash.salt(push: [UInt8](repeating: 0x5A, count: 16), index: 1)
    let hash = RunHash.hash(
      space: space, replica: replica, from: 1, to: 1, chainBefore: seed, chainAfter: next,
      salt: salt)
    let digest = PushDigest.digest(of: [hash])
    let key = DeviceKey(seed: [UInt8](repeating: 7, count: DeviceKey.byteCount))
    let history = HistoryHash.seed(space: space)
    let later = HistoryHash.next(after: history, chain: next)
    let lines = [
      ("change hash", ChangeHash.hash(canonical: bytes)),
      ("space", space.bytes), ("chain before", seed), ("chain after", next), ("run salt", salt),
      ("run hash", hash), ("push digest", digest), ("public key", key?.publicKey ?? []),
      ("signature", try key?.signature(of: digest) ?? []),
      ("space of key and nonce", identity(key?.publicKey ?? []).bytes),
      ("history before", history), ("history after", later),
      (
        "histories digest of that alone, for an editor",
        HistoryHash.digest(of: [HistoryHash.line(Array(later.prefix(8)), role: .editor)])
      ),
    ]
    for (name, bytes) in lines { text.line("\(name) \(Hexadecimal.text(bytes))") }
    let id = DerivedID.record(space: space, kind: "access", values: [.text("eero")])
    text.line("derived id of access by user eero \(id)")
  }

  private func identity(_ publicKey: [UInt8]) -> SpaceID {
    SpaceIdentity.space(publicKey: publicKey, nonce: [UInt8](repeating: 3, count: 16))
  }
}

/// The numbers that the batches among the vectors use: record 212 and the replicas 1 and 2.
struct VectorNaming: WireNaming {
  func name(of record: RecordKey) -> WireName {
    switch record {
    case VectorCase.deal: WireName(number: 212, isKnown: true)
    case VectorCase.newDeal: WireName(number: 213, isKnown: false)
    default: .portable
    }
  }

  func name(of replica: ReplicaID) -> WireName {
    switch replica {
    case VectorCase.anna: WireName(number: 1, isKnown: true)
    case VectorCase.bernd: WireName(number: 2, isKnown: true)
    default: .portable
    }
  }

  func record(number: UInt64) -> RecordKey? { number == 212 ? VectorCase.deal : nil }

  func replica(number: UInt64) -> ReplicaID? {
    switch number {
    case 1: VectorCase.anna
    case 2: VectorCase.bernd
    default: nil
    }
  }
}

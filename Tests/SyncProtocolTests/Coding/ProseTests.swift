import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `A version of a text` {
  private static let replica = ReplicaID(rawValue: 5)
  private static let prefix = [UInt8](repeating: 1, count: ChangeRun.chainPrefixByteCount)
  private static let key = RecordKey("prose", RecordID(truncating: 7))

  private static func batch(_ writes: [Write], sequence: UInt64 = 9) -> ChangeBatch {
    let change = Change(
      dot: Dot(replica, sequence), dependencies: [], time: HybridTime(milliseconds: 1),
      actor: "eero", clockOffset: 0, intent: .edit, writes: writes)
    return ChangeBatch(
      runs: [ChangeRun(replica: replica, chainPrefix: prefix, changes: [change])])
  }

  private static func patch(of base: Dot, hunks: [Prose.Hunk]) -> Value {
    .prose(.patch(Prose.Patch(base: base, checksum: 0xFFFF_FFFF, hunks: hunks)))
  }

  @Test func `that changes one word of a long section is at most 64 bytes`() throws {
    let shown = Dot(Self.replica, 8)
    let value = Self.patch(
      of: shown, hunks: [Prose.Hunk(copied: 19_000, deleted: 9, inserted: Array("September".utf8))])
    let batch = Self.batch([Write(Self.key, "body", supersedes: [shown], value: value)])
    let naming = SharedNaming(records: [Self.key], replicas: [Self.replica])
    let request = SyncRequest(
      listVersion: 3, cursors: .all([250]),
      pushes: [Push(target: .listed(1), batch: try batch.encode(naming: naming).block)],
      maximumBytes: Limits.defaultAnswerBytes)
    #expect(request.encode().count <= 64, "\(request.encode().count) bytes")
  }

  @Test func `is refused as a patch of what its author was not shown`() {
    let value = Self.patch(of: Dot(Self.replica, 7), hunks: [])
    let batch = Self.batch([
      Write(Self.key, "body", supersedes: [Dot(Self.replica, 8)], value: value)
    ])
    #expect(throws: ProtocolError.self) { try batch.encode(naming: PortableNaming()) }
    #expect(throws: ProtocolError.self) { try Canonical.checked(batch.changes[0]) }
  }

  @Test(arguments: [Value.prose(.whole("a")), .absent])
  func `and a release are refused in bases, groups and cells`(value: Value) throws {
    let shown = Dot(Self.replica, 8)
    let based = Self.batch([
      Write(
        Self.key, "body", supersedes: [shown], value: .null,
        base: Base(dot: shown, time: .zero, value: value))
    ])
    let grouped = Self.batch([
      Write(Self.key, "body", supersedes: [], value: .group(Group(["a": value])))
    ])
    for batch in [based, grouped] {
      #expect(throws: ProtocolError.self) { try batch.encode(naming: PortableNaming()) }
      #expect(throws: ProtocolError.self) { try Canonical.checked(batch.changes[0]) }
    }
    let base = Canonical.encode(
      Basis(dots: [shown], base: Base(dot: shown, time: .zero, value: value)))
    #expect(throws: ProtocolError.self) { try Canonical.decodeBasis(base) }
    let siblings = Canonical.encode([Sibling(dot: shown, value: .absent)])
    #expect(throws: ProtocolError.self) { try Canonical.decodeSiblings(siblings) }
  }

  @Test(arguments: [(4_096, true), (4_097, false)])
  func `takes as many steps as the limit says`(count: Int, isTaken: Bool) throws {
    let hunk = Prose.Hunk(copied: 1, deleted: 0, inserted: [0x61])
    let shown = Dot(Self.replica, 8)
    let value = Self.patch(of: shown, hunks: [Prose.Hunk](repeating: hunk, count: count))
    let bytes = Canonical.encode(value)
    if isTaken {
      #expect(try Canonical.decodeValue(bytes) == value)
    } else {
      #expect(throws: ProtocolError.tooLarge(what: "hunks", size: 4_097, limit: 4_096)) {
        try Canonical.decodeValue(bytes)
      }
    }
  }

  /// Changes of so many patches each, of the greatest number of steps.
  private static func long(changes: UInt64, patches: UInt64) -> ChangeBatch {
    let hunk = Prose.Hunk(copied: 1, deleted: 0, inserted: [])
    let hunks = [Prose.Hunk](repeating: hunk, count: Limits.hunksPerPatch)
    let shown = Dot(replica, 8)
    let all = (0..<changes).flatMap { index in
      batch(
        (0..<patches).map {
          Write(
            RecordKey("prose", RecordID(truncating: $0)), "body", supersedes: [shown],
            value: patch(of: shown, hunks: hunks))
        }, sequence: 9 + index
      ).changes
    }
    return ChangeBatch(runs: [ChangeRun(replica: replica, chainPrefix: prefix, changes: all)])
  }

  @Test func `is one of so many that a change has a limited number of steps`() throws {
    let taken = Self.long(changes: 1, patches: 24)
    let block = try taken.encode(naming: PortableNaming()).block
    #expect(try ChangeBatch.decode(block, naming: PortableNaming()).batch == taken)
    let refused = Self.long(changes: 1, patches: 25)
    let fault = ProtocolError.tooLarge(
      what: "hunks", size: 25 * 4_096, limit: UInt64(Limits.hunksPerChange))
    #expect(throws: fault) { try Canonical.checked(refused.changes[0]) }
    let other = try refused.encode(naming: PortableNaming()).block
    #expect(throws: fault) { try ChangeBatch.decode(other, naming: PortableNaming()) }
  }

  @Test func `is one of so many that a block has a limited number of steps`() throws {
    let block = try Self.long(changes: 5, patches: 20).encode(naming: PortableNaming()).block
    #expect {
      try ChangeBatch.decode(block, naming: PortableNaming())
    } throws: { error in
      if case .tooLarge("hunks", _, 400_000) = error as? ProtocolError { true } else { false }
    }
  }
}

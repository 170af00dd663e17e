import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `A part of a snapshot` {
  @Test(arguments: Seed.first(300))
  func `comes back as it was`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let part = sampler.snapshotPart()
    #expect(try SnapshotPart.decode(part.encode()) == part)
  }

  @Test func `is refused where records do not ascend by ordinal`() {
    let record = Record(RecordKey("note", RecordID(truncating: 1)))
    let part = SnapshotPart(
      records: [
        SnapshotRecord(ordinal: 2, record: record), SnapshotRecord(ordinal: 2, record: record),
      ])
    #expect(throws: ProtocolError.invalid(what: "order of records", at: 0)) { try part.encode() }
  }

  @Test func `has to be split where it is too large`() {
    var part = SnapshotPart()
    let dot = Dot(ReplicaID(rawValue: 1), 1)
    for ordinal in 1...UInt64(5) {
      var record = Record(RecordKey("note", RecordID(truncating: ordinal)))
      let text = Text(String(repeating: "a", count: Limits.textBytes))
      record.cells["body"] = Cell([Sibling(dot: dot, value: .text(text))])
      part.records.append(SnapshotRecord(ordinal: ordinal, record: record))
    }
    #expect {
      try part.encode()
    } throws: { error in
      if case .tooLarge("block", _, _) = error as? ProtocolError { true } else { false }
    }
  }

  @Test func `holds a limited number of chain states and rewritings`() {
    let replica = ReplicaID(rawValue: 7)
    func states(_ sequences: ClosedRange<UInt8>) -> [[UInt8]] {
      sequences.map { [UInt8](repeating: $0, count: 8) }
    }
    let rewriting = KnownRewriting(
      origin: Dot(replica, 9), hash: [UInt8](repeating: 1, count: 32), dot: Dot(replica, 2))
    let parts = SnapshotPart.comparing(
      [
        SnapshotSpine(replica: replica, from: 1, prefixes: states(1...5)),
        SnapshotSpine(replica: replica, from: 9, prefixes: states(9...9)),
      ], [rewriting], statesPerPart: 3)
    #expect(
      parts == [
        SnapshotPart(spines: [SnapshotSpine(replica: replica, from: 1, prefixes: states(1...3))]),
        SnapshotPart(
          spines: [
            SnapshotSpine(replica: replica, from: 4, prefixes: states(4...5)),
            SnapshotSpine(replica: replica, from: 9, prefixes: states(9...9)),
          ]),
        SnapshotPart(rewritings: [rewriting]),
      ])
  }

  @Test func `tells chain states in runs without a gap`() {
    let dots = [Dot(ReplicaID(rawValue: 1), 2), Dot(ReplicaID(rawValue: 1), 3)]
    let others = [Dot(ReplicaID(rawValue: 1), 5), Dot(ReplicaID(rawValue: 2), 6)]
    let spines = SnapshotSpine.joining((dots + others).map { ($0, [UInt8($0.sequence)]) })
    #expect(spines.map(\.from) == [2, 5, 6])
    #expect(spines.map(\.prefixes) == [[[2], [3]], [[5]], [[6]]])
  }
}

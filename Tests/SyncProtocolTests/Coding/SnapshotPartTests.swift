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
}

import SyncCore
import SyncProtocol
import Testing

@Suite struct `A block` {
  /// A batch whose only text has the given length.
  private static func batch(text: String) -> ChangeBatch {
    let key = RecordKey("note", RecordID(truncating: 0x3A5F_00C1_92D4_7E68))
    let change = Change(
      dot: Dot(ReplicaID(rawValue: 0x8F1C_2204_77B9_03E5), 1), dependencies: [],
      time: HybridTime(milliseconds: 1_772_000_000_123), actor: "eero",
      clockOffset: 0, intent: .edit,
      writes: [Write(key, "body", supersedes: [], value: .text(Text(text)))])
    return ChangeBatch(
      runs: [
        ChangeRun(
          replica: change.dot.replica,
          chainPrefix: [0x3B, 0xC9, 0x44, 0xE1, 0x07, 0x9A, 0xD2, 0x5F],
          changes: [change])
      ])
  }

  private static func block(_ text: String) throws -> [UInt8] {
    try batch(text: text).encode(naming: PortableNaming()).block
  }

  private static let prose =
    "Called the plant manager and asked for the numbers. She said that the budget is approved. "

  @Test func `is deflated where that makes it shorter`() throws {
    #expect(try Self.block("x").first == 2)
    #expect(try Self.block(Self.prose).first == 3)
    #expect(try Self.block(Self.prose).count < Self.prose.utf8.count)
  }

  @Test func `is told from another form`() {
    for form: UInt8 in [0, 1, 4, 5, 18, 255] {
      #expect(throws: ProtocolError.invalid(what: "form of a block", at: 0)) {
        try ChangeBatch.decode([form, 0], naming: PortableNaming())
      }
    }
  }

  @Test(arguments: [-1, 1])
  func `is refused where it inflates to another length`(difference: Int) throws {
    let block = try Self.block(Self.prose)
    var reader = ByteReader(block)
    _ = try reader.byte()
    let length = Int(try reader.unsigned()) + difference
    var writer = ByteWriter()
    writer.byte(3)
    writer.count(length)
    writer.raw(reader.rest())
    #expect(throws: ProtocolError.inflatedLength(expected: length)) {
      try ChangeBatch.decode(writer.bytes, naming: PortableNaming())
    }
  }

  @Test func `is refused where compressed bytes are missing, damaged or left over`() throws {
    let block = try Self.block(Self.prose)
    #expect(throws: ProtocolError.damagedCompression) {
      // Block type 3 means nothing.
      try ChangeBatch.decode([3, 9, 0xFF], naming: PortableNaming())
    }
    #expect(throws: ProtocolError.damagedCompression) {
      try ChangeBatch.decode(Array(block.dropLast(4)), naming: PortableNaming())
    }
    #expect(throws: ProtocolError.damagedCompression) {
      try ChangeBatch.decode(block + [0], naming: PortableNaming())
    }
  }

  @Test func `is sent as it is where it repeats itself too often`() throws {
    let text = String(repeating: "a", count: Limits.textBytes)
    let block = try Self.block(text)
    #expect(block.first == 2)
    #expect(try ChangeBatch.decode(block, naming: PortableNaming()).batch == Self.batch(text: text))
  }

  @Test func `is refused as a bomb before it is inflated`() {
    // 4 MiB from some 4 kB: what zeros deflate to.
    var writer = ByteWriter()
    writer.byte(3)
    writer.count(Limits.rawBlockBytes)
    writer.raw([UInt8](repeating: 0, count: 4_100))
    #expect(throws: ProtocolError.inflatedLength(expected: Limits.rawBlockBytes)) {
      try ChangeBatch.decode(writer.bytes, naming: PortableNaming())
    }
  }

  @Test func `is refused beyond the greatest raw length`() {
    var writer = ByteWriter()
    writer.byte(3)
    writer.count(Limits.rawBlockBytes + 1)
    let size = UInt64(Limits.rawBlockBytes) + 1
    let fault = ProtocolError.tooLarge(what: "block", size: size, limit: size - 1)
    #expect(throws: fault) { try ChangeBatch.decode(writer.bytes, naming: PortableNaming()) }
    let stored = [2] + [UInt8](repeating: 0, count: Limits.rawBlockBytes + 1)
    #expect(throws: fault) { try SnapshotPart.decode(stored) }
  }
}

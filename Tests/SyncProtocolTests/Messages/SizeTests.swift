import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `The size of a message` {
  private static let signature = PushSignature(
    salt: [UInt8](repeating: 7, count: PushSignature.saltByteCount),
    signature: [UInt8](repeating: 9, count: PushSignature.signatureByteCount))
  private static let signatureBytes =
    PushSignature.saltByteCount + PushSignature.signatureByteCount

  /// An edit of an amount, two days after the one that it replaces, in a space both sides know.
  private static func edit() throws -> (ChangeBatch, SharedNaming) {
    let replicas = AccountStory.replicas
    let records = (0..<220).map { RecordKey("opportunity", RecordID(truncating: 1 << 40 + $0)) }
    let time = HybridTime(milliseconds: AccountStory.start)
    func money(_ amount: Number) -> Value {
      .group(Group(["amount": .number(amount), "currency": .text("EUR")]))
    }
    let shown = Dot(replicas[1], 118)
    let before = HybridTime(milliseconds: AccountStory.start - 2 * Day.millisecondsPerDay)
    let change = Change(
      dot: Dot(replicas[0], 93), dependencies: [], time: time, actor: "eero", clockOffset: 37,
      intent: .edit,
      writes: [
        Write(
          records[211], "money", supersedes: [shown], value: money(1_450_000),
          base: Base(dot: shown, time: before, value: money(1_200_000)))
      ])
    let run = ChangeRun(
      replica: replicas[0], chainPrefix: [0x3B, 0xC9, 0x44, 0xE1, 0x07, 0x9A, 0xD2, 0x5F],
      changes: [change])
    return (ChangeBatch(runs: [run]), SharedNaming(records: records, replicas: replicas))
  }

  @Test func `with one edit of an amount is at most 64 bytes and the signature`() throws {
    let (batch, naming) = try Self.edit()
    let block = try batch.encode(naming: naming).block
    let request = SyncRequest(
      listVersion: 3, cursors: .all([250]),
      pushes: [Push(target: .listed(1), batch: block)],
      maximumBytes: Limits.defaultAnswerBytes, signature: Self.signature)
    let size = request.encode().count - Self.signatureBytes
    #expect(size <= 64, "\(size) bytes, of which \(block.count) are the block")
    #expect(size == 61, "the size that the protocol's description tells: \(size)")
    #expect(try ChangeBatch.decode(block, naming: naming).batch == batch)
  }

  @Test func `with 1,000 edits of fields is at most 20 kB`() throws {
    var story = AccountStory(seed: 1)
    let (batch, naming) = story.edits(1_000)
    let block = try batch.encode(naming: naming).block
    let request = SyncRequest(
      listVersion: 3, cursors: .all([250]),
      pushes: [Push(target: .listed(1), batch: block)],
      maximumBytes: Limits.defaultAnswerBytes, signature: Self.signature)
    let size = request.encode().count
    #expect(size <= 20_000, "\(size) bytes")
    #expect(try ChangeBatch.decode(block, naming: naming).batch == batch)
  }

  @Test func `with nothing new in 200 spaces is at most 335 bytes`() {
    var generator = Seed(rawValue: 1).generator
    // Log-normal around 250: twelve uniform numbers make a normal one.
    let cursors = (0..<200).map { _ -> UInt64 in
      let normal = (0..<12).reduce(-6.0) { sum, _ in
        sum + Double.random(in: 0..<1, using: &generator)
      }
      var cursor = 250.0
      for _ in 0..<Int(normal.magnitude * 4) { cursor *= normal < 0 ? 1 / 1.284 : 1.284 }
      return min(UInt64(cursor), 16_383)
    }
    let request = SyncRequest(
      listVersion: 3, cursors: .all(cursors), waitMilliseconds: Limits.waitMilliseconds,
      maximumBytes: Limits.defaultAnswerBytes)
    let size = request.encode().count
    #expect(size <= 335, "\(size) bytes")
    #expect(size == 266, "the size that the protocol's description tells: \(size)")
  }

  @Test func `with a snapshot of 500 records is at most 45 kB`() throws {
    var story = AccountStory(seed: 1)
    let part = story.account()
    let block = try part.encode()
    let prose = part.records.flatMap(\.record.cells.values).flatMap(\.siblings).reduce(0) {
      sum, s in
      if case .text(let text) = s.value { sum + text.utf8.count } else { sum }
    }
    #expect(block.count <= 45_000, "\(block.count) bytes")
    #expect((86_000...90_000).contains(prose), "\(prose) bytes of text")
    #expect(try SnapshotPart.decode(block) == part)
  }
}

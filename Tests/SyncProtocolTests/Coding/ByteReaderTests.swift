import SyncCore
import SyncProtocol
import Testing

@Suite struct `A number in LEB128` {
  @Test(
    arguments: [
      (0, [0]), (127, [0x7F]), (128, [0x80, 1]), (16_383, [0xFF, 0x7F]), (16_384, [0x80, 0x80, 1]),
      (UInt64.max, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
    ] as [(UInt64, [UInt8])])
  func `has one form`(number: UInt64, bytes: [UInt8]) throws {
    var writer = ByteWriter()
    writer.unsigned(number)
    #expect(writer.bytes == bytes)
    var reader = ByteReader(bytes)
    #expect(try reader.unsigned() == number)
    #expect(reader.isAtEnd)
  }

  @Test(
    arguments: [
      ([0x80, 0], .notMinimal(at: 0)), ([0xFF, 0x80, 0], .notMinimal(at: 0)),
      ([0x80], .truncated(at: 1, needed: 1)), ([], .truncated(at: 0, needed: 1)),
      (
        [255, 255, 255, 255, 255, 255, 255, 255, 255, 2],
        .invalid(what: "number beyond 64 bits", at: 0)
      ),
      (
        [128, 128, 128, 128, 128, 128, 128, 128, 128, 129, 0],
        .invalid(what: "number beyond 64 bits", at: 0)
      ),
    ] as [([UInt8], ProtocolError)])
  func `is refused in another form`(bytes: [UInt8], fault: ProtocolError) {
    var reader = ByteReader(bytes)
    #expect(throws: fault) { try reader.unsigned() }
  }

  @Test(
    arguments: [
      (0, 0), (-1, 1), (1, 2), (-64, 127), (Int64.max, UInt64.max - 1), (Int64.min, UInt64.max),
    ] as [(Int64, UInt64)])
  func `keeps its sign by zigzag`(number: Int64, code: UInt64) {
    #expect(Zigzag.encode(number) == code)
    #expect(Zigzag.decode(code) == number)
  }
}

@Suite struct `A reader of bytes` {
  @Test func `refuses text that is not UTF-8 or holds U+0000`() {
    for bytes: [UInt8] in [[1, 0xFF], [2, 0xC3, 0x28], [3, 0x61, 0, 0x62]] {
      var reader = ByteReader(bytes)
      #expect(throws: ProtocolError.malformedText(at: 1)) { try reader.text("text", limit: 9) }
    }
  }

  @Test func `compares a length with its limit before it takes anything`() {
    var reader = ByteReader([0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
    let fault = ProtocolError.tooLarge(what: "text", size: 0xFFFF_FFFF, limit: 255)
    #expect(throws: fault) { try reader.text("text", limit: 255) }
  }

  @Test(arguments: [(254, nil), (255, nil), (256, 256)] as [(Int, UInt64?)])
  func `takes a name up to its limit`(length: Int, refused: UInt64?) throws {
    var writer = ByteWriter()
    writer.text(Text(String(repeating: "n", count: length)))
    var reader = ByteReader(writer.bytes)
    if let refused {
      let fault = ProtocolError.tooLarge(what: "kind", size: refused, limit: 255)
      #expect(throws: fault) { try reader.name("kind") }
    } else {
      #expect(try reader.name("kind").utf8.count == length)
    }
  }

  @Test func `refuses a record id of 64 bits`() {
    var reader = ByteReader([UInt8](repeating: 0xFF, count: 8))
    #expect(throws: ProtocolError.invalid(what: "record id beyond 63 bits", at: 0)) {
      try reader.recordID()
    }
  }
}

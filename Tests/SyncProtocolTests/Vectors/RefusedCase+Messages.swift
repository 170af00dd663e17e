import SyncCore
import SyncProtocol

extension RefusedCase {
  /// What zlib makes of 70,000 zeros: a ratio of 800.
  private static let bomb: [UInt8] = [0xED, 0xC1, 0x01, 0x0D, 0x00, 0x00, 0x00, 0xC2]

  static func blocks() -> [RefusedCase] {
    var bomb = ByteWriter()
    bomb.byte(3)
    bomb.count(70_000)
    bomb.raw(Self.bomb)
    var huge = ByteWriter()
    huge.byte(3)
    huge.count(Limits.rawBlockBytes + 1)
    return [
      RefusedCase("batch-form", .invalid(what: "form of a block", at: 0), [5]),
      RefusedCase("batch-no-form", .truncated(at: 0, needed: 1), []),
      RefusedCase("batch-bomb", .inflatedLength(expected: 70_000), bomb.bytes),
      RefusedCase(
        "batch-too-large", .tooLarge(what: "block", size: 1 << 22 + 1, limit: 1 << 22),
        huge.bytes),
      RefusedCase("batch-damaged", .damagedCompression, [3, 9, 0xFF, 0xFF]),
      // A stored block of deflate with the one byte 0x61, where two are announced.
      RefusedCase(
        "batch-shorter", .inflatedLength(expected: 2), [3, 2, 1, 1, 0, 0xFE, 0xFF, 0x61]),
      RefusedCase(
        "batch-longer", .inflatedLength(expected: 0), [3, 0, 1, 1, 0, 0xFE, 0xFF, 0x61]),
    ]
  }

  /// A block up to the flags of its first change: 12 raw bytes behind the form.
  private static func run(_ rest: [UInt8], replica: UInt8 = 4) -> [UInt8] {
    [2, replica] + VectorCase.prefix + [1, 0, 0] + rest
  }

  static func rows() -> [RefusedCase] {
    [
      RefusedCase(
        "batch-unknown-replica", .unknownName(what: "replica", number: 9), run([], replica: 36)),
      RefusedCase(
        "batch-unknown-record", .unknownName(what: "record", number: 9), run([0, 1, 36])),
      RefusedCase(
        "batch-record-place", .unknownName(what: "record place", number: 3), run([0, 1, 7])),
      RefusedCase(
        "batch-name-place",
        .unknownName(what: "name place", number: 4),
        run([0, 1, 0xD0, 0x06]) + name(place: 4)),
      RefusedCase("batch-write-flags", .invalid(what: "write", at: 17), run(write([0x20, 0]))),
      RefusedCase("batch-base-not-known", .invalid(what: "base", at: 17), run(write([0x88, 0]))),
      RefusedCase(
        "batch-dots-descend", .invalid(what: "order of dots", at: 20), run(write([2, 8, 4, 3, 3]))),
      RefusedCase("batch-time", .invalid(what: "time", at: 13)) {
        $0.raw(run([0]))
        $0.unsigned(1 << 48)
      },
      RefusedCase("batch-value", .invalid(what: "value", at: 18), run(write([0, 0x10]))),
      // A base that is told by a text's version, which the only superseded write of the block is.
      RefusedCase(
        "batch-text-in-base", .invalid(what: "base", at: 23),
        run([0x40, 1, 0xD0, 0x06, 1, 0, 0x0C, 0, 0, 1, 1, 0x89, 1, 2, 0])),
      RefusedCase(
        "batch-patch-of-nothing", .unknownName(what: "superseded dot", number: 0),
        run(write([0, 0x0D, 0, 0, 0, 0]))),
      RefusedCase(
        "batch-patch-of-no-superseded", .unknownName(what: "superseded dot", number: 2),
        run(write([2, 8, 3, 3, 4, 0x0D, 2, 0, 0, 0, 0]))),
      RefusedCase(
        "batch-base-form-elsewhere", .invalid(what: "value", at: 18), run(write([0, 0x0A]))),
      RefusedCase(
        "batch-writes-twice", .invalid(what: "order of writes", at: 20),
        run([0x80, 1, 2, 0xD0, 0x06, 1, 0, 0, 1, 1, 0, 0])),
    ]
  }

  /// A change of one write of field 1 of record 212, from the write's flags on.
  private static func write(_ rest: [UInt8]) -> [UInt8] { [0, 1, 0xD0, 0x06, 1] + rest }

  private static func name(place: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(NameTable.names.count + 1 + place)
    return writer.bytes
  }

  static func frames() -> [RefusedCase] {
    let idle: [UInt8] = [0xF1, 0xEB, 1, 1, 0, 3, 0]
    return [
      RefusedCase("request-not-fieldbook", .notFieldbook, Array("{\"hello\":1}".utf8)),
      RefusedCase("request-version", .unsupportedVersion(9), [0xF1, 0xEB, 9, 1, 0, 3, 0]),
      RefusedCase("request-is-a-response", .unexpectedMessage(kind: 2), [0xF1, 0xEB, 1, 2]),
      RefusedCase("request-trailing", .trailingBytes(at: 7), idle + [0]),
      RefusedCase(
        "request-too-many-cursors",
        .tooLarge(what: "cursors", size: 16_385, limit: UInt64(Limits.spacesPerMessage)),
        [0xF1, 0xEB, 1, 1, 0, 3, 0x81, 0x80, 0x01]),
      RefusedCase(
        "request-padding", .invalid(what: "padding", at: 9),
        [0xF1, 0xEB, 1, 1, 1, 3, 1, 0, 0b1000_0001]),
      RefusedCase(
        "request-unknown-registration", .unknownName(what: "registration", number: 0),
        [0xF1, 0xEB, 1, 1, 4, 3, 0, 1, 1, 0]),
      RefusedCase(
        "request-proof-cut-off", .truncated(at: 9, needed: 8),
        [0xF1, 0xEB, 1, 1, 4, 3, 0, 1, 2]),
      RefusedCase(
        "response-flags", .invalid(what: "flags", at: 4),
        FrameChecksum.appended(to: [0xF1, 0xEB, 1, 2, 0x40])),
      RefusedCase("response-damaged", .damaged) {
        $0.raw([0xF1, 0xEB, 1, 2, 0, 0])
        $0.fixed64(1)
        $0.raw([0, 3, 0, 0, 0, 0])
      },
      RefusedCase("response-cut-off", .damaged, [0xF1, 0xEB, 1, 2, 0, 0]),
      response("response-result", .invalid(what: "result of a push", at: 19)) {
        $0.raw([0xF1, 0xEB, 1, 2, 4, 0])
        $0.fixed64(1)
        $0.raw([0, 3, 1, 0, 0, 9])
      },
      response("response-update", .invalid(what: "kind of update", at: 18)) {
        $0.raw([0xF1, 0xEB, 1, 2, 8, 0])
        $0.fixed64(1)
        $0.raw([0, 3, 1, 2, 3])
      },
      response("response-chunk", .invalid(what: "chunk", at: 18)) {
        $0.raw([0xF1, 0xEB, 1, 2, 8, 0])
        $0.fixed64(1)
        $0.raw([0, 3, 1, 2, 1, 9])
        $0.raw([UInt8](repeating: 0, count: HistoryHash.prefixByteCount))
        $0.raw([3, 3, 0])
      },
    ]
  }

  /// A response with one fault and a checksum that fits.
  private static func response(
    _ name: String, _ fault: ProtocolError, _ write: (inout ByteWriter) -> Void
  ) -> RefusedCase {
    var writer = ByteWriter()
    write(&writer)
    return RefusedCase(name, fault, FrameChecksum.appended(to: writer.bytes))
  }

  /// Without its last chain state a spine says nothing.
  static func snapshots() throws -> [RefusedCase] {
    let part = SnapshotPart(
      spines: [
        SnapshotSpine(replica: VectorCase.anna, from: 1, prefixes: [[1, 2, 3, 4, 5, 6, 7, 8]])
      ])
    // So short a block is stored as it is, behind its form.
    let block = try part.encode()
    // Behind the sequence stand the count of states, the state, and the count of rewritings.
    let sequence = block.count - 11
    return [
      RefusedCase(
        "snapshot-spine-empty", .invalid(what: "chain states", at: sequence - 1),
        block[...sequence] + [0, 0])
    ]
  }
}

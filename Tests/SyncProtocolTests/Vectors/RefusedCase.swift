import SyncCore
import SyncProtocol

/// The refused vectors as the program makes them: bytes with one fault each.
struct RefusedCase {
  let name: String
  let fault: any Error
  let bytes: [UInt8]

  static func all() throws -> [RefusedCase] {
    try changeHeads() + changeOrders() + changeTexts() + valueTexts() + values() + blocks()
      + rows() + frames() + bundles() + snapshots()
  }

  init(_ name: String, _ fault: ProtocolError, _ bytes: [UInt8]) {
    self.name = name
    self.fault = fault
    self.bytes = bytes
  }

  init(_ name: String, _ fault: BundleFault, _ bytes: [UInt8]) {
    self.name = name
    self.fault = fault
    self.bytes = bytes
  }

  init(_ name: String, _ fault: ProtocolError, _ write: (inout ByteWriter) -> Void) {
    var writer = ByteWriter()
    write(&writer)
    self.init(name, fault, writer.bytes)
  }

  // MARK: Canonical changes

  /// A change up to its writes: 20 bytes where there are no dependencies.
  static func head(_ writer: inout ByteWriter, dependencies: [Dot] = []) {
    writer.byte(Canonical.version)
    writer.dot(Dot(VectorCase.anna, 93))
    writer.dots(dependencies)
    writer.unsigned(1)
    writer.text("anna")
    writer.signed(0)
    writer.byte(0)
    writer.byte(0)
  }

  private static func write(_ writer: inout ByteWriter, field: Text, supersedes: [Dot] = []) {
    writer.text("note")
    writer.recordID(RecordID(truncating: 1))
    writer.text(field)
    writer.dots(supersedes)
    writer.value(.null)
    writer.base(nil)
  }

  private static func changeHeads() -> [RefusedCase] {
    let edit = Canonical.encode(VectorCase.edit)
    let anna = Dot(VectorCase.anna, 1)
    return [
      RefusedCase("change-version", .unsupportedVersion(2), [2] + edit.dropFirst()),
      RefusedCase(
        "change-truncated", .truncated(at: 9, needed: 1), Array(edit.prefix(9))),
      RefusedCase("change-trailing", .trailingBytes(at: edit.count), edit + [0]),
      RefusedCase("change-sequence-zero", .invalid(what: "sequence 0", at: 9)) {
        $0.byte(Canonical.version)
        $0.replica(VectorCase.anna)
        $0.byte(0)
      },
      RefusedCase("change-number-not-shortest", .notMinimal(at: 9)) {
        $0.byte(Canonical.version)
        $0.replica(VectorCase.anna)
        $0.raw([0x81, 0x00])
      },
      RefusedCase("change-sequence-too-large", tooLarge("sequence", Limits.number + 1)) {
        $0.byte(Canonical.version)
        $0.dot(Dot(VectorCase.anna, Limits.number + 1))
      },
      RefusedCase(
        "change-dependencies-unsorted", .invalid(what: "order of dots", at: 20)
      ) { head(&$0, dependencies: [anna, Dot(VectorCase.bernd, 1)]) },
      RefusedCase(
        "change-dependencies-of-one-replica",
        .invalid(what: "two dependencies on one replica", at: 10)
      ) { head(&$0, dependencies: [anna, Dot(VectorCase.anna, 2)]) },
      RefusedCase("change-text-with-null", .malformedText(at: 13)) {
        $0.byte(Canonical.version)
        $0.dot(anna)
        $0.dots([])
        $0.unsigned(1)
        $0.counted([0x61, 0x00])
      },
      RefusedCase("change-text-not-utf8", .malformedText(at: 13)) {
        $0.byte(Canonical.version)
        $0.dot(anna)
        $0.dots([])
        $0.unsigned(1)
        $0.counted([0xC3, 0x28])
      },
    ]
  }

  private static func changeOrders() -> [RefusedCase] {
    let anna = Dot(VectorCase.anna, 1)
    return [
      RefusedCase("change-writes-unsorted", .invalid(what: "order of writes", at: 39)) {
        head(&$0)
        $0.count(2)
        write(&$0, field: "b")
        write(&$0, field: "a")
      },
      RefusedCase("change-writes-twice", .invalid(what: "order of writes", at: 39)) {
        head(&$0)
        $0.count(2)
        write(&$0, field: "a")
        write(&$0, field: "a")
      },
      RefusedCase("change-supersedes-twice", .invalid(what: "order of dots", at: 46)) {
        head(&$0)
        $0.count(1)
        write(&$0, field: "a", supersedes: [anna, anna])
      },
      RefusedCase("change-field-empty", .invalid(what: "empty field", at: 34)) {
        head(&$0)
        $0.count(1)
        write(&$0, field: "")
      },
      RefusedCase("change-too-many-writes", .tooLarge(what: "writes", size: 10_001, limit: 10_000))
      {
        head(&$0)
        $0.count(10_001)
      },
      RefusedCase("change-extensions-unsorted", .invalid(what: "order of extensions", at: 24)) {
        head(&$0)
        $0.count(0)
        $0.count(2)
        for key: UInt64 in [5, 5] {
          $0.unsigned(key)
          $0.counted([])
        }
      },
    ]
  }

  // MARK: Values

  private static func values() -> [RefusedCase] {
    [
      RefusedCase(
        "value-number-not-normalised", .invalid(what: "number", at: 1), [3, 20, 1]),
      RefusedCase("value-number-scale", .invalid(what: "number", at: 1), [3, 2, 10]),
      RefusedCase("value-day-out-of-range", .invalid(what: "day", at: 1)) {
        $0.byte(ValueTag.day.rawValue)
        $0.signed(3_000_000)
      },
      RefusedCase("value-group-unsorted", .invalid(what: "order of members", at: 5)) {
        $0.byte(ValueTag.group.rawValue)
        $0.count(2)
        for name: Text in ["b", "a"] {
          $0.text(name)
          $0.byte(ValueTag.true.rawValue)
        }
      },
      RefusedCase("value-group-in-group", .invalid(what: "value within a group", at: 4)) {
        $0.raw([ValueTag.group.rawValue, 1, 1, 0x61, ValueTag.group.rawValue, 0])
      },
      RefusedCase("value-null-in-group", .invalid(what: "value within a group", at: 4)) {
        $0.raw([ValueTag.group.rawValue, 1, 1, 0x61, ValueTag.null.rawValue])
      },
      RefusedCase("value-text-too-long", .tooLarge(what: "text", size: 1 << 20 + 1, limit: 1 << 20))
      {
        $0.byte(ValueTag.text.rawValue)
        $0.count(Limits.textBytes + 1)
      },
      RefusedCase("value-record-id", .invalid(what: "record id beyond 63 bits", at: 6)) {
        $0.byte(ValueTag.reference.rawValue)
        $0.text("note")
        $0.fixed64(1 << 63)
      },
      RefusedCase("value-space-flag", .invalid(what: "space", at: 14)) {
        $0.byte(ValueTag.reference.rawValue)
        $0.text("note")
        $0.fixed64(1)
        $0.byte(2)
      },
    ]
  }

  private static func tooLarge(_ what: String, _ size: UInt64) -> ProtocolError {
    .tooLarge(what: what, size: size, limit: Limits.number)
  }
}

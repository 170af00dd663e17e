import SyncCore
import SyncProtocol

extension RefusedCase {
  /// Texts, releases and origins where they may not stand, or not so.
  static func changeTexts() -> [RefusedCase] {
    let anna = Dot(VectorCase.anna, 1)
    func write(_ writer: inout ByteWriter, _ rest: (inout ByteWriter) -> Void) {
      head(&writer)
      writer.raw([1, 4] + Array("note".utf8))
      writer.recordID(RecordID(truncating: 1))
      writer.raw([1, 0x61])
      rest(&writer)
    }
    return [
      RefusedCase("change-patch-of-unseen", .invalid(what: "base of a patch", at: 37)) {
        write(&$0) {
          $0.byte(0)
          $0.value(.prose(.patch(Prose.Patch(base: anna, checksum: 1, hunks: []))))
        }
      },
      RefusedCase("change-text-in-base", .invalid(what: "value", at: 49)) {
        write(&$0) {
          $0.raw([0, 0])
          $0.base(Base(dot: anna, time: .zero, value: .prose(.whole(""))))
        }
      },
      RefusedCase("change-origin-twice", .invalid(what: "order of extensions", at: 68)) {
        head(&$0)
        $0.raw([0, 2])
        for _ in 0..<2 {
          $0.raw([1, 44])
          $0.dot(anna)
          $0.raw([UInt8](repeating: 0xB7, count: 32) + [1, 0x62, 9])
        }
      },
      RefusedCase("change-origin-length", .invalid(what: "origin", at: 24)) {
        head(&$0)
        $0.raw([0, 1, 1, 40])
        $0.dot(anna)
        $0.raw([UInt8](repeating: 0xB7, count: 32) + [1, 0x62, 9])
      },
    ]
  }

  static func valueTexts() -> [RefusedCase] {
    let anna = Dot(VectorCase.anna, 1)
    return [
      RefusedCase("value-text-form", .invalid(what: "form of a text", at: 1), [10, 2]),
      RefusedCase(
        "value-patch-too-many-hunks", .tooLarge(what: "hunks", size: 4_097, limit: 4_096)
      ) {
        $0.raw([10, 1])
        $0.dot(anna)
        $0.fixed32(1)
        $0.count(Limits.hunksPerPatch + 1)
      },
      RefusedCase(
        "value-patch-too-far",
        .tooLarge(what: "copied bytes", size: 1 << 31, limit: UInt64(Limits.hunkBytes))
      ) {
        $0.raw([10, 1])
        $0.dot(anna)
        $0.fixed32(1)
        $0.raw([1, 0x80, 0x80, 0x80, 0x80, 0x08, 0, 0])
      },
      RefusedCase("value-patch-with-null", .malformedText(at: 18)) {
        $0.raw([10, 1])
        $0.dot(anna)
        $0.fixed32(1)
        $0.raw([1, 0, 0, 1, 0])
      },
      RefusedCase(
        "value-text-version-in-group", .invalid(what: "value within a group", at: 4),
        [ValueTag.group.rawValue, 1, 1, 0x61, ValueTag.prose.rawValue, 0, 0]),
      RefusedCase("siblings-absent", .invalid(what: "value", at: 10)) {
        $0.count(1)
        $0.dot(anna)
        $0.raw([ValueTag.absent.rawValue, 0])
      },
      RefusedCase("cell-past-no-text", .invalid(what: "past version", at: 1)) {
        $0.count(0)
        $0.siblings([Sibling(dot: anna, value: .null)])
      },
      RefusedCase("cell-past-and-live", .invalid(what: "past version", at: 15)) {
        let version = Sibling(dot: anna, value: .prose(.whole("")))
        $0.siblings([version])
        $0.siblings([version])
      },
    ]
  }
}

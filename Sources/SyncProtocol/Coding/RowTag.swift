internal import SyncCore

/// The lower half of a value's first byte in a block; the upper half holds a small number.
enum RowTag {
  static let tagMask: UInt8 = 0b0000_1111
  /// The place of the small number.
  static let smallShift: UInt8 = 4
  /// The greatest small number; where lengths and counts are meant, 15 says that they follow.
  static let escape = 15

  /// A group that is told by what differs from another one: in a base from the group that the same
  /// write sets, in a write from the one that the cell's last write in this block set.
  static let likeGroup: UInt8 = 10
  /// A version of a text, whole; the small number is its length.
  static let text: UInt8 = 12
  /// A version of a text as a patch of one that the write supersedes; the small number counts steps.
  static let patch: UInt8 = 13
  /// A value of a newer program: its tag, its length and its bytes follow.
  static let unknown: UInt8 = 15

  /// Small numbers of a number: its scale, or 9 + n where n zeros were taken off, n from 1 to 6.
  static let maximumScale = 9
  static let maximumZeros = 6

  /// Bits of a reference's small number.
  enum ReferenceForm {
    /// Another space's id follows.
    static let otherSpace = 1
    /// The record stands in the block's table.
    static let inTable = 2
  }
}

/// The bits of a change's first byte.
enum ChangeFlags {
  static let note: UInt8 = 1 << 0
  static let dependencies: UInt8 = 1 << 1
  static let extensions: UInt8 = 1 << 2
  /// The time's counter is not 0.
  static let counter: UInt8 = 1 << 3
  /// The intent is not an edit.
  static let intent: UInt8 = 1 << 4
  /// Actor and clock offset differ from those before.
  static let author: UInt8 = 1 << 5
  /// Another change of the run follows.
  static let more: UInt8 = 1 << 6
  /// The number of writes is not 1.
  static let writes: UInt8 = 1 << 7
}

/// The bits of the byte that follows a write's record and field.
enum WriteFlags {
  /// The number of dots that the write supersedes.
  static let supersedes: UInt8 = 0b0000_0111
  /// It is one, the cell's last write in this block, which does not follow.
  static let supersedesLast = 6
  /// The number follows.
  static let supersedesFollow = 7
  /// The base is the only superseded dot.
  static let shortBase: UInt8 = 1 << 3
  /// The base names its own dot.
  static let fullBase: UInt8 = 1 << 4
  /// The base's counter is not 0.
  static let baseCounter: UInt8 = 1 << 5
  /// The base's time is later than the change's.
  static let baseLater: UInt8 = 1 << 6
  /// The only superseded write stands in this block and tells the base.
  ///
  /// With ``shortBase`` it is the base, with ``fullBase`` its own base is handed on.
  static let knownBase: UInt8 = 1 << 7
}

/// A write that this block holds already, as later writes of the same cell refer to it.
struct BlockWrite {
  let dot: Dot
  let time: HybridTime
  let value: Value
  let base: Base?

  init(_ write: Write, of dot: Dot, time: HybridTime) {
    self.dot = dot
    self.time = time
    value = write.value
    base = write.base
  }

  /// The base of an edit by somebody who was shown this write.
  var asBase: Base { Base(dot: dot, time: time, value: value) }
}

/// One cell of a space.
struct CellKey: Hashable {
  let record: RecordKey
  let field: Text
}

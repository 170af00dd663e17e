internal import SyncCore
internal import SyncProtocol

/// What a row's `_m` column says about its cells: which dot wrote each, and which base it carries.
///
/// Shape: flags, the row's common dot (replica 8 bytes, sequence), then the fields that differ from
/// "written by the common dot with the column's value": count, then for each its name, a form and
/// what the form needs. A field whose column is null and that is not listed was never written.
struct RecordMetadata: Equatable {
  /// How a field differs from the common case.
  enum Form: Equatable {
    /// One sibling; the column holds its value (null included).
    case plain(Dot, base: Base?)
    /// One version of a long text without others; the column holds it as a whole.
    case version(Dot, supersedes: [Dot])
    /// The cell stands in the sibling table.
    case whole
  }

  private enum Code {
    static let plain: UInt8 = 0
    static let based: UInt8 = 1
    static let whole: UInt8 = 2
    static let version: UInt8 = 3
    static let commonVersion: UInt8 = 4
  }

  private static let aliveFlag: UInt8 = 1
  private static let othersFlag: UInt8 = 2

  var common: Dot
  /// Whether the life cell is one existence by the common dot.
  var isAlive = false
  /// Whether `record_other` holds fields of this record.
  var hasOthers = false
  var exceptions: [Text: Form] = [:]

  var hasWholeCells: Bool { exceptions.values.contains(.whole) }

  func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.byte((isAlive ? Self.aliveFlag : 0) | (hasOthers ? Self.othersFlag : 0))
    writer.dot(common)
    writer.count(exceptions.count)
    for (field, form) in exceptions.sorted(by: { $0.key < $1.key }) {
      writer.text(field)
      switch form {
      case .whole:
        writer.byte(Code.whole)
      case .plain(let dot, nil):
        writer.byte(Code.plain)
        writer.dot(dot)
      case .plain(let dot, let base):
        writer.byte(Code.based)
        writer.dot(dot)
        writer.base(base)
      case .version(common, []):
        writer.byte(Code.commonVersion)
      case .version(let dot, let supersedes):
        writer.byte(Code.version)
        writer.dot(dot)
        writer.dots(supersedes)
      }
    }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> RecordMetadata {
    var reader = ByteReader(bytes)
    let flags = try reader.byte()
    var metadata = RecordMetadata(common: try reader.dot())
    metadata.isAlive = flags & aliveFlag != 0
    metadata.hasOthers = flags & othersFlag != 0
    for _ in 0..<(try reader.count("fields", limit: Limits.cellsPerRecord)) {
      let field = try reader.text("field", limit: Limits.nameBytes)
      switch try reader.byte() {
      case Code.plain: metadata.exceptions[field] = .plain(try reader.dot(), base: nil)
      case Code.based:
        let dot = try reader.dot()
        metadata.exceptions[field] = .plain(dot, base: try reader.base())
      case Code.commonVersion:
        metadata.exceptions[field] = .version(metadata.common, supersedes: [])
      case Code.version:
        let dot = try reader.dot()
        let supersedes = try reader.dots(limit: Limits.dotsPerCell)
        metadata.exceptions[field] = .version(dot, supersedes: supersedes)
      default: metadata.exceptions[field] = .whole
      }
    }
    try reader.finish()
    return metadata
  }
}

internal import SyncCore

/// One line of a file: a record, as far as the line says.
struct RecordLine {
  /// Its place in the file, from 1.
  let number: Int
  let kind: PortableKind
  let id: RecordID?
  let space: SpaceID?
  /// By the place of the field in the schema; nil where the line does not name the field.
  var values: [Value?]

  /// What the line says of a field that derives an id, or null.
  func value(_ name: Text) -> Value {
    let index = kind.kind.fields.firstIndex { $0.name == name }
    return index.flatMap { values[$0] } ?? .null
  }

  /// The values that derive the id, or nil where one of them is missing.
  func derivingValues() -> [Value]? {
    let values = kind.kind.derivedFrom.map(value)
    return values.contains(.null) ? nil : values
  }
}

/// Why one line cannot be taken in, and what to do about it.
package struct LineProblem: Error, Hashable, Sendable {
  /// The line, from 1.
  package let line: Int
  /// One sentence.
  package let message: String
  /// One sentence.
  package let hint: String
  /// Whether rights are missing, not sense.
  package let isRefusal: Bool

  init(_ line: Int, _ message: String, hint: String, isRefusal: Bool = false) {
    self.line = line
    self.message = message
    self.hint = hint
    self.isRefusal = isRefusal
  }
}

package import SyncCore

/// What somebody typed to name a record: `kind/id`, the first digits of an id, or a name.
///
/// A name may stand after its kind too (`stakeholder/Marek`); `@space` may follow a full `kind/id`.
package struct RecordQuery: Hashable, Sendable {
  /// As it was typed.
  package let text: String
  /// The kind that stands before the first `/`, where this program knows it.
  package let kind: Text?
  /// What is left: digits or a name.
  package let name: String
  package let space: SpaceID?

  /// The digits of a whole id.
  private static let idDigits = 16
  /// Fewer digits of an id could be a word such as "bad".
  private static let minimumDigits = 4

  package init(_ text: String) {
    self.text = text
    var rest = text
    var space: SpaceID?
    if let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) {
      space = SpaceID(text[text.utf8.index(after: at)...])
      if space != nil { rest = String(text[..<at]) }
    }
    self.space = space
    var kind: Text?
    if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
      kind = kindDescription(named: Text(String(rest[..<slash])))?.name
      if kind != nil { rest = String(rest[rest.utf8.index(after: slash)...]) }
    }
    self.kind = kind
    name = rest
  }

  /// The ids that begin with the typed digits; nil where the text is no id's beginning.
  package var ids: ClosedRange<RecordID>? {
    let count = name.utf8.count
    guard (Self.minimumDigits...Self.idDigits).contains(count) else { return nil }
    let rest = Self.idDigits - count
    guard let low = RecordID(name + String(repeating: "0", count: rest)),
      let high = RecordID(name + String(repeating: "f", count: rest))
    else { return nil }
    return low...high
  }

  /// Whether a whole id was typed.
  package var isWholeID: Bool { name.utf8.count == Self.idDigits && ids != nil }

  /// The word before `/` of `word/id`, where it is no kind that this program knows.
  package var unknownKind: Text? {
    guard kind == nil, let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let rest = RecordQuery(String(name[name.utf8.index(after: slash)...]))
    return rest.isWholeID ? Text(String(name[..<slash])) : nil
  }

  /// `REF.FIELD` taken apart at its last dot; nil where no word stands on one side.
  package static func split(_ text: String) -> (record: String, field: Text)? {
    guard let dot = text.utf8.lastIndex(of: UInt8(ascii: ".")), dot != text.startIndex else {
      return nil
    }
    let field = text[text.utf8.index(after: dot)...]
    let isWord = !field.isEmpty && !field.utf8.contains(UInt8(ascii: " "))
    return isWord ? (String(text[..<dot]), Text(String(field))) : nil
  }
}

import SpaceStore
import SyncCore

/// What somebody was shown of one cell at an earlier time, as text: the dots with commas between,
/// or `none` where nobody had written it.
struct BasisToken: CustomStringConvertible {
  private static let noDots = "none"
  let dots: [Dot]

  init(_ reading: Reading) { dots = reading.dots }

  /// Nil where the text is no token.
  init?(_ text: String) {
    if text == Self.noDots {
      dots = []
      return
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Dot($0) }
    guard !parts.contains(nil) else { return nil }
    dots = parts.compactMap(\.self)
  }

  var description: String {
    dots.isEmpty ? Self.noDots : dots.map(\.description).joined(separator: ",")
  }
}

extension RecordEdit {
  /// What the token's holder was shown: the writes that it names, superseded since or not.
  func reading(pinnedBy token: BasisToken, of field: FieldDescription) throws -> Reading {
    let siblings = try token.dots.map { try sibling($0, of: field) }
    return try field.policy.read(Cell(siblings)) { try ledger.stamp(of: $0) }
  }

  /// The write of a cell by one change.
  func sibling(_ dot: Dot, of field: FieldDescription) throws -> Sibling {
    if let live = record.cells[field.name]?.siblings.first(where: { $0.dot == dot }) { return live }
    let write = try ledger.change(dot)?.writes
      .first { $0.key == record.key && $0.field == field.name }
    guard let write else {
      throw Failure(
        .usage, "unknown_dot", "The change \(dot) did not write \(field.name) of this record.",
        hint: "fieldbook history shows the changes of a record with their dots.")
    }
    return Sibling(dot: dot, value: write.value, base: write.base)
  }
}

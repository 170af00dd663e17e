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
    let held = record.cells[field.name] ?? Cell()
    let past = (held.siblings + held.past).filter { $0.isProse && !token.dots.contains($0.dot) }
    let policy = try ledger.policy(of: kind.name, field.name)
    return try policy.read(Cell(siblings, past: past)) { try ledger.stamp(of: $0) }
  }

  /// The write of a cell by one change.
  func sibling(_ dot: Dot, of field: FieldDescription) throws -> Sibling {
    guard let sibling = try ledger.sibling(dot, of: record, field.name) else {
      throw Failure(
        .usage, "unknown_dot", "The change \(dot) did not write \(field.name) of this record.",
        hint: "fieldbook history shows the changes of a record with their dots.")
    }
    return sibling
  }
}

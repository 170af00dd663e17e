package import SyncCore

/// What an import did, or would do.
package struct ImportReport: Hashable, Sendable {
  /// Records that were not here.
  package internal(set) var added = 0
  /// Records of which fields were written.
  package internal(set) var changed = 0
  /// Records that say what the file says, or whose differences were left alone.
  package internal(set) var unchanged = 0
  package internal(set) var left: [LeftAlone] = []
  /// References to records that are neither in the file nor here.
  package internal(set) var dangling = 0

  package init() {}

  /// Something of the file that was not written, since a person decides it.
  package struct LeftAlone: Hashable, Sendable {
    package enum Reason: String, Sendable {
      /// The cell waits for a person; the file says something else than what is in force.
      case conflict
      /// The record is deleted.
      case deleted
      /// The record was purged; what came later is kept apart.
      case purged
      /// The field is written once; the file says something else.
      case fixed
      /// Records of the kind are never edited; the file says something else.
      case appendOnly
    }

    package let line: Int
    package let space: SpaceID
    package let key: RecordKey
    /// Nil where the whole record was left alone.
    package let field: Text?
    package let reason: Reason
  }
}

/// A file that cannot be taken in: nothing was written.
package struct ImportFault: Error, Hashable, Sendable {
  /// More are no help at once.
  package static let shownProblems = 20

  /// In the order of the lines, at most ``shownProblems``.
  package internal(set) var problems: [LineProblem] = []
  package internal(set) var count = 0

  mutating func add(_ problem: LineProblem) {
    count += 1
    problems.append(problem)
    problems.sort { $0.line < $1.line }
    if problems.count > Self.shownProblems { problems.removeLast() }
  }
}

internal import SyncCore

/// What an author was shown of one cell when an edit began.
struct Shown {
  let key: RecordKey
  let field: Text
  /// The cell as it stood in the author's replica.
  let siblings: [Sibling]
  /// What was applied in the author's replica.
  let vector: VersionVector
  /// How many of the author's own changes the hub had accepted.
  let accepted: UInt64
  let reading: Reading
  let basis: Basis
}

/// Which of the shown values an edit replaces.
enum Reach {
  case everything
  case candidate(Candidate)
}

/// One write that an author means to make.
struct PlannedWrite {
  let shown: Shown
  let value: Value
  let reach: Reach
}

/// An edit between its beginning, when its author is shown something, and its commit.
struct PlannedEdit {
  let space: SpaceID
  let intent: Intent
  let note: Text?
  let writes: [PlannedWrite]
}

/// A change as the world saw it being written.
struct AuthoredChange {
  let change: Change
  let plan: PlannedEdit
  /// What was applied in the author's replica right before.
  let applied: VersionVector
}

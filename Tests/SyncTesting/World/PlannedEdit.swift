internal import SyncCore

/// What an author was shown of one cell when an edit began.
struct Shown {
  let key: RecordKey
  let field: Text
  /// The cell as it stood in the author's replica.
  let siblings: [Sibling]
  /// What was applied in the author's replica.
  let vector: VersionVector
  /// The author's own changes among the siblings that the hub had not accepted.
  let pending: Set<Dot>
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
  var intent: Intent
  let note: Text?
  let writes: [PlannedWrite]
  /// What a newer program adds.
  var extensions: [ChangeExtension] = []
}

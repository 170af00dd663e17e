package import SyncCore
internal import SyncProtocol

/// A change that is about to be written: what it says, not yet who says it and when.
package struct Draft: Hashable, Sendable {
  package var intent: Intent
  package var note: Text?
  package var writes: [DraftWrite]
  /// The change that this one writes again.
  package var origin: Origin?
  /// What a newer program added to that change.
  package var extensions: [ChangeExtension]

  package init(
    intent: Intent = .edit, note: Text? = nil, writes: [DraftWrite] = [], origin: Origin? = nil,
    extensions: [ChangeExtension] = []
  ) {
    self.intent = intent
    self.note = note
    self.writes = writes
    self.origin = origin
    self.extensions = extensions
  }
}

/// One write of a draft, with the basis that its author was shown.
package struct DraftWrite: Hashable, Sendable {
  package let key: RecordKey
  package let field: Text
  package let value: Value
  package let basis: Basis

  package init(_ key: RecordKey, _ field: Text, _ value: Value, basis: Basis) {
    self.key = key
    self.field = field
    self.value = value
    self.basis = basis
  }
}

/// Who writes, and when.
package struct Author: Hashable, Sendable {
  package let replica: ReplicaID
  package let user: Text
  package let time: HybridTime
  /// See ``Change/clockOffset``.
  package let clockOffset: Int64

  package init(replica: ReplicaID, user: Text, time: HybridTime, clockOffset: Int64) {
    self.replica = replica
    self.user = user
    self.time = time
    self.clockOffset = clockOffset
  }
}

extension SpaceLedger {
  /// Writes a draft as the author's next change and applies it.
  ///
  /// - Precondition: the draft writes something, and each basis is of this space.
  /// - Throws: ``AuthoringFault`` where the draft contradicts itself; errors of the store.
  @discardableResult
  package func commit(_ draft: Draft, by author: Author) throws -> LedgerEntry {
    #if MUTANTS
      var draft = draft
      if Mutant.isPlanted(.supersedesUnseen) { draft = try supersedingAll(draft) }
    #endif
    let head = try head(of: author.replica)
    let vector = try vector()
    let known = head?.clock ?? VersionVector()
    let change = Change(
      dot: Dot(author.replica, (head?.sequence ?? 0) + 1),
      dependencies: vector.subtracting(known).filter { $0.replica != author.replica },
      time: author.time, actor: author.user, clockOffset: author.clockOffset,
      intent: draft.intent, note: draft.note, origin: draft.origin,
      writes: draft.writes.map {
        Write($0.key, $0.field, supersedes: $0.basis.dots, value: $0.value, base: $0.basis.base)
      }, extensions: draft.extensions)
    guard change.admission(after: head, vector: vector) == .ready else {
      throw AuthoringFault(admission: change.admission(after: head, vector: vector))
    }
    let previous = head?.chain ?? HashChain.seed(space: space, replica: author.replica)
    let entry = LedgerEntry(change: change, after: head, chain: previous)
    try append(entry)
    var touched: [RecordKey: [Text: Cell]] = [:]
    for write in change.writes {
      var cell = try touched[write.key]?[write.field] ?? cell(write.key, write.field)
      cell.apply(write, dot: change.dot)
      touched[write.key, default: [:]][write.field] = cell
    }
    for (key, cells) in touched.sorted(by: { $0.key < $1.key }) { try save(cells, of: key) }
    try conclude()
    return entry
  }
}

/// A draft that no replica would accept.
package struct AuthoringFault: Error, Hashable, Sendable {
  package let admission: Admission
}

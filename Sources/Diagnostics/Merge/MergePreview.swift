package import SyncCore

/// What one space of a replica would say after further changes; nothing is written.
package struct MergePreview {
  /// A cell that would say something else.
  package struct CellChange: Hashable, Sendable {
    package let key: RecordKey
    package let field: Text
    package let before: Reading
    package let after: Reading

    /// Whether a conflict opens that is not there now.
    package var opensConflict: Bool { after.status == .conflict && before.status != .conflict }
  }

  /// What is asked of the replica that would take the changes.
  package struct Target {
    let vector: VersionVector
    let head: (ReplicaID) throws -> AuthorHead?
    let record: (RecordKey) throws -> Record
    let stamp: (Dot) throws -> Stamp
    let policy: (_ kind: Text, _ field: Text) throws -> Policy

    package init(
      vector: VersionVector, head: @escaping (ReplicaID) throws -> AuthorHead?,
      record: @escaping (RecordKey) throws -> Record, stamp: @escaping (Dot) throws -> Stamp,
      policy: @escaping (_ kind: Text, _ field: Text) throws -> Policy
    ) {
      self.vector = vector
      self.head = head
      self.record = record
      self.stamp = stamp
      self.policy = policy
    }
  }

  private let target: Target
  private var vector: VersionVector
  private var heads: [ReplicaID: AuthorHead] = [:]
  private var stamps: [Dot: Stamp] = [:]
  private var before: [RecordKey: Record] = [:]
  private var after: [RecordKey: Record] = [:]
  /// The changes that would be applied.
  package private(set) var applied: [Change] = []
  /// The first change of each author that could not be applied, and why.
  package private(set) var blocked: [(dot: Dot, admission: Admission)] = []

  package init(into target: Target) {
    self.target = target
    vector = target.vector
  }

  /// Tries the next change; `false` where it cannot be applied, and so none after it of its author.
  @discardableResult
  package mutating func apply(_ change: Change) throws -> Bool {
    let replica = change.dot.replica
    let head = try heads[replica] ?? target.head(replica)
    let admission = change.admission(after: head, vector: vector)
    guard admission == .ready else {
      if admission == .duplicate { return true }
      if !blocked.contains(where: { $0.dot.replica == replica }) {
        blocked.append((change.dot, admission))
      }
      return false
    }
    heads[replica] = AuthorHead(
      sequence: change.dot.sequence, chain: [],
      clock: change.clock(after: head?.clock ?? VersionVector()))
    vector.insert(change.dot)
    stamps[change.dot] = change.stamp
    for key in Set(change.writes.map(\.key)) {
      let known = try after[key] ?? target.record(key)
      if before[key] == nil { before[key] = known }
      after[key] = known
      after[key]?.apply(change)
    }
    applied.append(change)
    return true
  }

  /// Every cell that would say something else, or have other candidates, by record and field.
  package func changes() throws -> [CellChange] {
    try after.keys.sorted().flatMap { key -> [CellChange] in
      guard let old = before[key], let new = after[key] else { return [] }
      let fields = Set(old.cells.keys).union(new.cells.keys).sorted()
      return try fields.compactMap { field in
        guard old.cells[field] != new.cells[field] else { return nil }
        let policy = try target.policy(key.kind, field)
        return CellChange(
          key: key, field: field, before: try policy.read(old.cells[field], stamp: stamp),
          after: try policy.read(new.cells[field], stamp: stamp))
      }
    }
  }

  /// What a field would say; nil where the record is not touched.
  package func reading(_ key: RecordKey, _ field: Text) throws -> Reading? {
    guard let record = after[key] else { return nil }
    return try target.policy(key.kind, field).read(record.cells[field], stamp: stamp)
  }

  /// The records that would be new.
  package var newRecords: [RecordKey] {
    after.keys.filter { before[$0]?.cells.isEmpty ?? true }.sorted()
  }

  private func stamp(of dot: Dot) throws -> Stamp { try stamps[dot] ?? target.stamp(dot) }
}

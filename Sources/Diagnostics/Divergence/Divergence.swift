package import SyncCore

/// Whether two replicas of one space are what they must be to each other.
package enum Divergence: Hashable, Sendable {
  /// Same vector, same digest: both hold the same state.
  case proven
  /// Both hold changes, or one does, that the other has not got yet: to be compared after a sync.
  case differentVectors(onlyLeft: [Dot], onlyRight: [Dot])
  /// One identity wrote two histories: at this name both hold a change, not the same one.
  case forked(Dot)
  /// Same vector, different state: damage. The first cell that differs, by record and field.
  case damaged(Difference?)

  /// One cell that is not the same.
  package struct Difference: Hashable, Sendable {
    package let key: RecordKey
    package let field: Text
    package let left: Cell?
    package let right: Cell?

    package init(key: RecordKey, field: Text, left: Cell?, right: Cell?) {
      self.key = key
      self.field = field
      self.left = left
      self.right = right
    }
  }
}

extension Divergence {
  /// The verdict on two vectors and two digests; `first` finds the difference where there is one.
  package init(
    left: (vector: VersionVector, digest: String), right: (vector: VersionVector, digest: String),
    fork: () throws -> Dot?, first: () throws -> Difference?
  ) throws {
    if let dot = try fork() {
      self = .forked(dot)
    } else if left.vector != right.vector {
      self = .differentVectors(
        onlyLeft: left.vector.subtracting(right.vector),
        onlyRight: right.vector.subtracting(left.vector))
    } else if left.digest == right.digest {
      self = .proven
    } else {
      self = .damaged(try first())
    }
  }
}

extension Divergence.Difference {
  /// The first cell that differs between two states, by record and field; nil where none does.
  ///
  /// Records without cells count as not there.
  package static func first(
    _ left: some Sequence<Record>, _ right: some Sequence<Record>
  ) -> Self? {
    let left = index(left)
    let right = index(right)
    for key in Set(left.keys).union(right.keys).sorted() {
      if let difference = first(key, left[key], right[key]) { return difference }
    }
    return nil
  }

  /// The first cell of one record that differs.
  package static func first(_ key: RecordKey, _ left: Record?, _ right: Record?) -> Self? {
    let fields = Set((left?.cells ?? [:]).keys).union((right?.cells ?? [:]).keys)
    for field in fields.sorted() where left?.cells[field] != right?.cells[field] {
      return Self(
        key: key, field: field, left: left?.cells[field], right: right?.cells[field])
    }
    return nil
  }

  private static func index(_ records: some Sequence<Record>) -> [RecordKey: Record] {
    Dictionary(
      records.filter { !$0.cells.isEmpty }.map { ($0.key, $0) },
      uniquingKeysWith: { first, _ in first })
  }
}

internal import SyncCore

/// All changes of one space as their authors wrote them, in the order of writing, which is an order
/// in which each comes after everything that its author had applied.
struct Journal {
  /// One cell of the space.
  struct CellName: Hashable {
    let key: RecordKey
    let field: Text
  }

  struct Entry {
    let change: Change
    let plan: PlannedEdit
    /// What was applied in the author's replica, the change itself included.
    let clock: VersionVector
    /// The place of each write's cell in `cells`.
    let cells: [Int]
  }

  private(set) var entries: [Entry] = []
  private(set) var places: [Dot: Int] = [:]
  private(set) var cells: [CellName] = []
  private var cellPlaces: [CellName: Int] = [:]
  private var latest: [ReplicaID: Int] = [:]

  subscript(dot: Dot) -> Entry? { places[dot].map { entries[$0] } }

  func last(of replica: ReplicaID) -> Entry? { latest[replica].map { entries[$0] } }

  mutating func append(_ authored: AuthoredChange) {
    let change = authored.change
    let cells = change.writes.map { place(of: CellName(key: $0.key, field: $0.field)) }
    places[change.dot] = entries.count
    latest[change.dot.replica] = entries.count
    var clock = authored.applied
    clock.insert(change.dot)
    entries.append(
      Entry(change: change, plan: authored.plan, clock: clock, cells: cells))
  }

  private mutating func place(of cell: CellName) -> Int {
    if let place = cellPlaces[cell] { return place }
    cellPlaces[cell] = cells.count
    cells.append(cell)
    return cells.count - 1
  }

  /// The siblings of every cell by their definition: the writes of the changes in `vector` without
  /// what any of those writes supersedes.
  func siblings(at vector: VersionVector) -> [[Sibling]] {
    var superseded: [Set<Dot>] = Array(repeating: [], count: cells.count)
    var written: [[Sibling]] = Array(repeating: [], count: cells.count)
    for entry in entries where vector.contains(entry.change.dot) {
      for (write, cell) in zip(entry.change.writes, entry.cells) {
        superseded[cell].formUnion(write.supersedes)
        written[cell].append(
          Sibling(dot: entry.change.dot, value: write.value, base: write.base))
      }
    }
    return zip(written, superseded).map { siblings, superseded in
      siblings.filter { !superseded.contains($0.dot) }.sorted { $0.dot < $1.dot }
    }
  }

  /// How many changes another change of the same cell did not know and was not known to.
  var concurrentCount: Int {
    entries.count { entry in
      entries.contains { other in
        !entry.clock.contains(other.change.dot) && !other.clock.contains(entry.change.dot)
          && other.cells.contains { entry.cells.contains($0) }
      }
    }
  }
}

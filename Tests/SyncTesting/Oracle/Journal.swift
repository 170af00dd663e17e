internal import Crypto
internal import SyncCore

/// All changes of one space as they were written, in the order of writing, which is an order in
/// which each comes after everything that its author had applied.
///
/// One dot can name several changes here: a copied database writes under the identity of its
/// original. The state of the author's chain tells them apart.
struct Journal {
  /// One cell of the space.
  struct CellName: Hashable {
    let key: RecordKey
    let field: Text
  }

  /// Who wrote a change.
  enum Source {
    case person(PlannedEdit)
    /// A device, again, under another identity.
    case rewriting
    case hub
  }

  struct Entry {
    let index: Int
    let change: Change
    /// The state of the author's chain after the change, 32 bytes.
    let chain: [UInt8]
    /// SHA-256 of the change's canonical form.
    let hash: [UInt8]
    let author: Int
    /// The author's changes up to this one, by sequence from 1.
    let line: [Int]
    /// What was applied in the author's replica, the change itself included.
    let applied: Applied
    let source: Source
    /// The place of each write's cell in `cells`.
    let cells: [Int]
    /// The change that a person wrote and this one repeats; its own index where it repeats none.
    let root: Int

    /// Whether these are the bytes of the change's canonical form.
    func isVerbatim(_ canonical: [UInt8]) -> Bool { Array(SHA256.hash(data: canonical)) == hash }
  }

  /// One write of one cell.
  struct CellWrite {
    let entry: Int
    let write: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var cells: [CellName] = []
  private(set) var writes: [[CellWrite]] = []
  private var cellPlaces: [CellName: Int] = [:]
  private var authors: [ReplicaID: Int] = [:]
  private var byChain: [UInt64: Int] = [:]
  private var byHash: [[UInt8]: Int] = [:]

  /// The entry after which the author's chain has this state.
  func entry(chain: [UInt8]) -> Entry? { byChain[Self.name(chain)].map { entries[$0] } }

  /// The entry with this SHA-256 of its canonical form.
  func entry(hash: [UInt8]) -> Entry? { byHash[hash].map { entries[$0] } }

  func author(_ replica: ReplicaID) -> Int? { authors[replica] }

  /// The entry that a dot names among what is applied somewhere.
  func entry(_ dot: Dot, in applied: Applied) -> Entry? {
    guard let author = authors[dot.replica] else { return nil }
    let line = applied.line(of: author)
    guard dot.sequence >= 1, dot.sequence <= UInt64(line.count) else { return nil }
    return entries[line[Int(dot.sequence) - 1]]
  }

  private static func name(_ chain: [UInt8]) -> UInt64 {
    chain.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The number of an author, given now where there is none yet.
  mutating func place(of replica: ReplicaID) -> Int {
    if let place = authors[replica] { return place }
    authors[replica] = authors.count
    return authors.count - 1
  }

  mutating func append(
    _ change: Change, canonical: [UInt8], chain: [UInt8], before: Applied, source: Source,
    root: Int?
  ) -> Entry {
    let index = entries.count
    let author = place(of: change.dot.replica)
    let line = before.line(of: author).prefix(Int(change.dot.sequence) - 1) + [index]
    var applied = before
    applied.set(Array(line), of: author)
    let cells = change.writes.map { place(of: CellName(key: $0.key, field: $0.field)) }
    let hash = Array(SHA256.hash(data: canonical))
    let entry = Entry(
      index: index, change: change, chain: chain, hash: hash, author: author, line: Array(line),
      applied: applied, source: source, cells: cells, root: root ?? index)
    entries.append(entry)
    byChain[Self.name(chain)] = index
    byHash[hash] = index
    for (write, cell) in cells.enumerated() {
      writes[cell].append(CellWrite(entry: index, write: write))
    }
    return entry
  }

  func cell(_ name: CellName) -> Int? { cellPlaces[name] }

  private mutating func place(of cell: CellName) -> Int {
    if let place = cellPlaces[cell] { return place }
    cellPlaces[cell] = cells.count
    cells.append(cell)
    writes.append([])
    return cells.count - 1
  }

  /// The entry in which a person wrote what this one says.
  func root(of entry: Entry) -> Entry { entries[entry.root] }

  /// How many changes another change of the same cell did not know and was not known to.
  var concurrentCount: Int {
    var concurrent: Set<Int> = []
    for cell in writes {
      let indices = cell.map(\.entry)
      for (position, later) in indices.enumerated() {
        for earlier in indices[..<position]
        where !(concurrent.contains(later) && concurrent.contains(earlier))
          && !entries[later].applied.contains(entries[earlier])
        {
          concurrent.insert(later)
          concurrent.insert(earlier)
        }
      }
    }
    return concurrent.count
  }
}

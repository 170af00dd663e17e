package import SyncCore

/// Where the hub's order of a space stands after a change: what the changes after it build on.
package struct LogPosition: Hashable, Sendable {
  /// The hub sequence of that change; 0 before the first.
  package internal(set) var sequence: UInt64
  /// The history's hash there, 32 bytes.
  package internal(set) var history: [UInt8]
  /// Every author who has written up to there.
  package internal(set) var authors: [ReplicaID: LogAuthor]

  init(sequence: UInt64, history: [UInt8], authors: [ReplicaID: LogAuthor]) {
    self.sequence = sequence
    self.history = history
    self.authors = authors
  }

  /// Before the first change of a space.
  package init(startOf space: SpaceID) {
    self.init(sequence: 0, history: HistoryHash.seed(space: space), authors: [:])
  }

  /// Moves on by the next change of the order, whose canonical bytes these are.
  mutating func take(_ dot: Dot, canonical: [UInt8], in space: SpaceID) {
    let before = authors[dot.replica] ?? LogAuthor(space: space, replica: dot.replica)
    take(dot, chain: HashChain.next(after: before.chain, canonical: canonical), after: before)
  }

  private mutating func take(_ dot: Dot, chain: [UInt8], after before: LogAuthor) {
    sequence += 1
    var author = before
    author.sequence = dot.sequence
    author.place = sequence
    author.chain = chain
    history = HistoryHash.next(after: history, chain: chain)
    authors[dot.replica] = author
  }

  /// Moves on by a change whose body is not held any more, with the chain's state after it.
  package mutating func skip(_ dot: Dot, chain: [UInt8], in space: SpaceID) {
    var before = authors[dot.replica] ?? LogAuthor(space: space, replica: dot.replica)
    before.isExact = false
    take(dot, chain: chain, after: before)
  }

  /// Fills in the chain before an author's next change, where the author has written before.
  package mutating func learn(chain: [UInt8], before next: Dot) {
    guard let author = authors[next.replica], author.sequence + 1 == next.sequence else { return }
    authors[next.replica]?.chain = chain
  }

  /// Takes over how far each author had received, which no hash says.
  mutating func take(_ order: LogOrder) {
    for (replica, author) in order.authors {
      authors[replica]?.seen = author.seen
      authors[replica]?.isExact = author.isExact
    }
  }

  /// The position as a segment tells it, without the chains of those who wrote nothing in it.
  func withChains(of directory: SegmentDirectory) -> LogPosition {
    var told = self
    let runs = Set(directory.runs.map(\.replica))
    for replica in authors.keys where !runs.contains(replica) { told.authors[replica]?.chain = [] }
    return told
  }
}

/// What is known of one author at a place of the hub's order.
package struct LogAuthor: Hashable, Sendable {
  /// How many changes of the author stand up to there.
  package internal(set) var sequence: UInt64
  /// The chain's state after them, 32 bytes; empty where it is not told.
  package internal(set) var chain: [UInt8]
  /// The hub sequence of the last of them; 0 where there is none.
  var place: UInt64 = 0
  /// The hub sequence up to which the author had received what others wrote.
  var seen: UInt64 = 0
  /// Whether the author's clock is just what others wrote up to `seen`; if not, `seen` is a guess.
  var isExact = true

  init(sequence: UInt64, chain: [UInt8]) {
    self.sequence = sequence
    self.chain = chain
  }

  /// An author who has written nothing.
  init(space: SpaceID, replica: ReplicaID) {
    self.init(sequence: 0, chain: HashChain.seed(space: space, replica: replica))
  }
}

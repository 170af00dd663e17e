internal import SyncCore
internal import SyncProtocol

/// What a receiver lacks to apply a part of a bundle.
struct PartGaps {
  private let description: [ReplicaID: BundleAuthor]
  private let mine: VersionVector
  /// Up to which sequence each author's changes are needed.
  private var needed: [ReplicaID: UInt64] = [:]

  /// The gaps that the description alone shows.
  init(_ description: BundleDescription, mine: VersionVector) {
    self.mine = mine
    self.description = Dictionary(
      uniqueKeysWithValues: description.authors.map { ($0.replica, $0) })
    for author in description.authors where !author.runs.isEmpty {
      if author.to > mine[author.replica] { need(Dot(author.replica, author.from)) }
    }
  }

  var isEmpty: Bool { needed.isEmpty }

  /// Ascending by replica.
  var missing: [MissingChanges] {
    needed.sorted { $0.key < $1.key }
      .map { MissingChanges($0.key, from: mine[$0.key] + 1, to: $0.value) }
  }

  /// Looks at what a change of the part depends on, if it is new.
  mutating func add(_ change: Change) {
    guard !mine.contains(change.dot) else { return }
    for dot in change.dependencies {
      guard let author = description[dot.replica], dot.sequence <= author.to else {
        need(dot)
        continue
      }
      if dot.sequence <= author.from { need(dot) }
    }
  }

  private mutating func need(_ dot: Dot) {
    guard !mine.contains(dot), dot.sequence > 0 else { return }
    needed[dot.replica] = max(needed[dot.replica] ?? 0, dot.sequence)
  }
}

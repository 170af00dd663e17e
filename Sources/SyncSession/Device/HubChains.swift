internal import SyncCore
internal import SyncProtocol

/// What a snapshot tells of the authors' chains at the hub.
struct HubChains {
  /// Where each author's history ends.
  let heads: [ReplicaID: AuthorHead]
  private let spines: [ReplicaID: [SnapshotSpine]]
  /// What stands for changes that were written again, by their names.
  private let rewritings: [Dot: [KnownRewriting]]

  init(_ parts: [SnapshotPart]) {
    heads = Dictionary(
      parts.flatMap(\.heads).map { ($0.replica, $0.head) }, uniquingKeysWith: { first, _ in first })
    spines = Dictionary(grouping: parts.flatMap(\.spines), by: \.replica)
    rewritings = Dictionary(grouping: parts.flatMap(\.rewritings), by: \.origin)
  }

  /// What writes a change of this name again at the hub.
  func rewritings(of dot: Dot) -> [Dot] { rewritings[dot]?.map(\.dot) ?? [] }

  /// The first bytes of the chain's state after a change; nil where the snapshot does not say.
  func prefix(after dot: Dot) -> [UInt8]? {
    if let head = heads[dot.replica], head.sequence == dot.sequence {
      return HashChain.prefix(head.chain)
    }
    let spine = spines[dot.replica]?.first {
      $0.from <= dot.sequence && dot.sequence - $0.from < UInt64($0.prefixes.count)
    }
    return spine.map { $0.prefixes[Int(dot.sequence - $0.from)] }
  }

  /// How a ledger's history of a replica and the hub's lie to each other, up to where both reach.
  func comparison(of entry: Dot, in ledger: some DeviceLedger) throws -> ChainComparison {
    let last = min(entry.sequence, heads[entry.replica]?.sequence ?? 0)
    var comparison = ChainComparison(agreed: last)
    for sequence in stride(from: last, to: 0, by: -1) {
      let dot = Dot(entry.replica, sequence)
      guard let theirs = prefix(after: dot) else { continue }
      if sequence == last { comparison.isTold = true }
      guard let mine = try ledger.chainPrefix(after: dot) else {
        // Older than what the snapshot told that it came in: nobody can tell the two apart.
        comparison.isUncertain = comparison.isUncertain || sequence == last
        continue
      }
      if mine == theirs {
        if comparison.goes { comparison.agreed = sequence }
        return comparison
      }
      comparison.differing = sequence
    }
    if comparison.goes { comparison.agreed = 0 }
    return comparison
  }
}

/// How two histories of one replica lie to each other, up to where both reach.
struct ChainComparison: Equatable {
  /// Up to which sequence they are the same.
  var agreed: UInt64
  /// The first sequence at which they are seen to differ; nil where they are not.
  var differing: UInt64?
  /// Whether the snapshot tells the hub's state where the shorter one ends.
  var isTold = false
  /// Whether the ledger does not know its own state there.
  var isUncertain = false

  /// Whether something behind what agrees is, or may be, another history.
  var goes: Bool { differing != nil || isUncertain }
}

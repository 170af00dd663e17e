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
    var comparison = ChainComparison(agreed: 0, differing: nil, isCompared: false)
    var sequence = last
    while sequence > 0 {
      let dot = Dot(entry.replica, sequence)
      if let theirs = prefix(after: dot), let mine = try ledger.chain(after: dot) {
        if HashChain.prefix(mine) == theirs {
          return ChainComparison(
            agreed: comparison.differing == nil ? last : sequence,
            differing: comparison.differing, isCompared: sequence == last || comparison.isCompared)
        }
        if sequence == last { comparison.isCompared = true }
        comparison.differing = sequence
      }
      sequence -= 1
    }
    // Where nothing could be compared, nothing contradicts the hub's.
    if comparison.differing == nil { comparison.agreed = last }
    return comparison
  }
}

/// How two histories of one replica lie to each other, up to where both reach.
struct ChainComparison {
  /// Up to which sequence they are the same, as far as anybody can tell.
  var agreed: UInt64
  /// The first sequence at which they are seen to differ; nil where they are not.
  var differing: UInt64?
  /// Whether they were compared where the shorter one ends: that tells of all before.
  var isCompared: Bool
}

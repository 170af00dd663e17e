internal import SyncCore
internal import SyncProtocol

/// Whether two replicas hold the same history where both hold one.
///
/// Two databases that used one identity must not exchange changes before a hub has told them apart:
/// `protocol/bundle.md`.
struct HistoryGuard<Ledger: BundleLedger> {
  private let description: BundleDescription
  private let ledger: Ledger
  private let mine: VersionVector

  init(_ description: BundleDescription, ledger: Ledger, mine: VersionVector) {
    self.description = description
    self.ledger = ledger
    self.mine = mine
  }

  /// Compares what the description tells; what lies within its runs is compared on the way.
  func checkHeads() throws {
    for author in description.authors {
      let common = min(mine[author.replica], author.to)
      guard common > 0 else { continue }
      let dot = Dot(author.replica, common)
      if common == author.to {
        try compare(dot, author.prefix)
      } else if common == author.from, let chain = author.chain {
        try compare(dot, chain)
      } else if author.runs.isEmpty {
        // With runs, a count before them is a gap; that is told by its name.
        try compare(dot, nil)
      }
    }
  }

  /// Compares at a change that both sides hold.
  func check(_ dot: Dot, _ chain: [UInt8]) throws { try compare(dot, chain) }

  private func compare(_ dot: Dot, _ theirs: [UInt8]?) throws {
    #if MUTANTS
      if Mutant.isPlanted(.historiesNotGuarded) { return }
    #endif
    if let theirs, let mine = try ledger.chain(after: dot) {
      guard mine.starts(with: theirs) else { throw BundleRefusal.histories(dot.replica) }
      return
    }
    // What the hub holds it has compared.
    let accepted = min(
      try ledger.accepted()[dot.replica], description.accepted[dot.replica])
    guard dot.sequence <= accepted else { throw BundleRefusal.histories(dot.replica) }
  }
}

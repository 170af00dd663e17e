/// One author's progress in one space, as a replica knows it.
package struct AuthorHead: Hashable, Sendable {
  /// The count of the author's changes that are applied.
  package var sequence: UInt64
  /// The hash chain's state after that change: 32 bytes.
  package var chain: [UInt8]
  /// The clock of that change without the author's own count.
  package var clock: VersionVector

  package init(sequence: UInt64, chain: [UInt8], clock: VersionVector) {
    self.sequence = sequence
    self.chain = chain
    self.clock = clock
  }
}

/// Whether a change can be applied now.
package enum Admission: Hashable, Sendable {
  case ready
  /// It is applied already, with the same hash.
  case duplicate
  /// Changes of the same author before it are missing.
  case gap(expected: UInt64)
  /// Changes of others that its author had applied are missing.
  case missing([Dot])
  /// Another change with this dot is applied, or the author's chain differs: one identity was used twice.
  case fork
  /// The change contradicts itself; it is refused and nothing of it is applied.
  case invalid(ChangeFault)
}

/// How a change can contradict itself.
package enum ChangeFault: Hashable, Sendable {
  /// It supersedes a write that its author cannot have been shown.
  case supersedesUnseen(Dot)
  /// It lists its own replica among what it depends on.
  case dependsOnItself
  /// It writes one cell twice.
  case writesTwice(RecordKey, field: Text)
  /// It writes nothing.
  case writesNothing
}

extension Change {
  /// Whether this change can be applied after `head`, its author's last change, where `vector` is applied.
  ///
  /// The caller compares hashes: of a duplicate with the stored one, of the chain with the head's.
  package func admission(after head: AuthorHead?, vector: VersionVector) -> Admission {
    let applied = head?.sequence ?? 0
    if dot.sequence <= applied { return .duplicate }
    guard dot.sequence == applied + 1 else { return .gap(expected: applied + 1) }
    if let fault = fault(clockBefore: head?.clock ?? VersionVector()) { return .invalid(fault) }
    let missing = dependencies.filter { !vector.contains($0) }
    #if MUTANTS
      if Mutant.isPlanted(.dependenciesIgnored) { return .ready }
    #endif
    return missing.isEmpty ? .ready : .missing(missing)
  }

  /// The clock of this change without its own count, given that of its author's previous change.
  package func clock(after previous: VersionVector) -> VersionVector {
    #if MUTANTS
      if Mutant.isPlanted(.clockForgetsDependencies) { return previous }
    #endif
    return previous.union(VersionVector(dependencies))
  }

  private func fault(clockBefore: VersionVector) -> ChangeFault? {
    if writes.isEmpty { return .writesNothing }
    if dependencies.contains(where: { $0.replica == dot.replica }) { return .dependsOnItself }
    let clock = clock(after: clockBefore)
    for (index, write) in writes.enumerated() {
      if index > 0, writes[index - 1].key == write.key, writes[index - 1].field == write.field {
        return .writesTwice(write.key, field: write.field)
      }
      // Nor can a deletion's author have been shown what no clock of its own knows.
      var shown = write.supersedes
      if case .deleted(let vector) = write.value { shown += vector.entries }
      for shown in shown {
        let isKnown =
          shown.replica == dot.replica ? shown.sequence < dot.sequence : clock.contains(shown)
        if !isKnown { return .supersedesUnseen(shown) }
      }
    }
    return nil
  }
}

package import SyncCore

/// Why a field says what it says: the policy, all live writes, what each author had received.
package struct Explanation: Hashable, Sendable {
  package let policy: Policy
  package let reading: Reading
  /// One for each value, in the order of the reading.
  package let candidates: [ExplainedCandidate]
  /// For each pair of candidates both directions.
  package let encounters: [Encounter]
  /// Who wrote the base; nil where there is none or it came without its author.
  package let baseStamp: Stamp?
  /// Nil where the clocks make no difference.
  package let clock: ClockVerdict?

  /// The changes that are spoken of and not held.
  package var missing: [Dot] {
    candidates.flatMap(\.writes).flatMap { write in
      guard let replaced = write.replaced else { return [write.dot] }
      return replaced.filter { $0.value == nil }.map(\.dot)
    }
  }

  /// Whether every write that is spoken of is held with what it replaced.
  package var isComplete: Bool {
    candidates.flatMap(\.writes).allSatisfy { write in
      write.clock != nil && write.replaced?.allSatisfy { $0.value != nil } ?? false
    }
  }
}

/// One value of a cell with all its live writes, in the order in which they were written.
package struct ExplainedCandidate: Hashable, Sendable {
  package let value: Value
  package let writes: [ExplainedWrite]
}

extension Explanation {
  /// The explanation of one cell as its reader is shown it.
  ///
  /// It asks the source for the live writes and for what they replaced, nothing else, so that its
  /// time does not grow with the log.
  package init(
    of key: RecordKey, field: Text, cell: Cell?, reading: Reading, policy: Policy,
    from source: some ChangeSource
  ) throws {
    self.policy = policy
    self.reading = reading
    let explainer = CellExplainer(key: key, field: field, cell: cell ?? Cell(), source: source)
    candidates = try reading.candidates.map { candidate in
      ExplainedCandidate(
        value: candidate.value,
        writes: try candidate.dots.map { try explainer.write($0, value: candidate.value) })
    }
    encounters = Self.encounters(among: candidates)
    // A base may be older than anything that this replica holds.
    baseStamp = reading.base.flatMap { try? source.stamp(of: $0.dot) }
    clock = try ClockVerdict(on: cell, policy: policy, from: source)
  }

  private static func encounters(among candidates: [ExplainedCandidate]) -> [Encounter] {
    candidates.indices.flatMap { index in
      candidates[index].writes.flatMap { write in
        candidates.indices.filter { $0 != index }.flatMap { other in
          candidates[other].writes.map {
            Encounter(of: write.dot, with: $0.dot, clock: write.clock)
          }
        }
      }
    }
  }

  /// What the author of one write had received of each write that stands against it.
  package func encounters(of write: Dot) -> [Encounter] {
    encounters.filter { $0.write == write }
  }

  package func write(_ dot: Dot) -> ExplainedWrite? {
    candidates.flatMap(\.writes).first { $0.dot == dot }
  }
}

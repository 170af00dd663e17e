/// What an author was shown when an edit began: it decides what the edit supersedes.
package struct Basis: Hashable, Sendable {
  /// The dots whose values were shown, ascending.
  package let dots: [Dot]
  /// The base that a write of this basis carries, where the field's policy asks a person.
  package let base: Base?

  package init(dots: [Dot], base: Base?) {
    self.dots = dots.sorted()
    self.base = base
  }

  /// Nobody had written the field.
  package static let unset = Basis(dots: [], base: nil)
}

extension Reading {
  /// The basis of an edit by somebody who is shown this reading.
  ///
  /// The base of a conflict, or of an own write that the hub has not acknowledged, is handed on:
  /// others never saw what stood in between.
  ///
  /// `policy` is the field's policy; only where it asks a person is a base carried.
  /// `isPending` says whether a dot is the author's own and not acknowledged yet.
  /// `stamp` finds the stamp of a sibling's change.
  package func basis<Failure: Error>(
    policy: Policy, isPending: (Dot) throws(Failure) -> Bool,
    stamp: (Dot) throws(Failure) -> Stamp
  ) throws(Failure) -> Basis {
    // A policy that decides may have chosen another value than the last one.
    let chosen = candidates.first { $0.value == value } ?? candidates.last
    guard policy.asksPerson, let last = chosen?.dots.last else {
      return Basis(dots: dots, base: nil)
    }
    #if MUTANTS
      if Mutant.isPlanted(.baseNotHandedOn), status == .conflict {
        return Basis(dots: dots, base: nil)
      }
    #endif
    if status == .conflict { return Basis(dots: dots, base: base) }
    #if MUTANTS
      if Mutant.isPlanted(.pendingBaseNotHandedOn) {
        return Basis(dots: dots, base: Base(dot: last, time: try stamp(last).time, value: value))
      }
    #endif
    if try isPending(last) { return Basis(dots: dots, base: base) }
    return Basis(dots: dots, base: Base(dot: last, time: try stamp(last).time, value: value))
  }

  /// The basis of an edit that replaces one candidate of a conflict and leaves the others.
  package func basis(of candidate: Candidate) -> Basis {
    Basis(dots: candidate.dots, base: candidate.base)
  }
}

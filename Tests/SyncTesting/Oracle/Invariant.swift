/// One thing that must always hold, and what proves it.
package struct Invariant: Sendable {
  /// What proves an invariant.
  package enum Proof: Sendable {
    /// Checks of the oracle in every simulated world.
    case checks([Check])
    /// Suites of tests, by name.
    case suites([String])
    case both([Check], suites: [String])
  }

  /// 1 to 44: merging and syncing; I-1 and on: reliability.
  package let id: String
  package let sentence: String
  package let proof: Proof

  private init(_ id: String, _ sentence: String, _ proof: Proof) {
    self.id = id
    self.sentence = sentence
    self.proof = proof
  }

  package var checks: [Check] {
    switch proof {
    case .checks(let checks), .both(let checks, _): checks
    case .suites: []
    }
  }

  package var suites: [String] {
    switch proof {
    case .suites(let suites), .both(_, let suites): suites
    case .checks: []
    }
  }

  package static let all = merging + identity + exchange + bytes + storage + reliability

  private static let merging = [
    Invariant(
      "1",
      "Counts of a vector never fall; a change is applied after its author's last and its dependencies.",
      .checks([.contiguity, .causality, .retention])),
    Invariant(
      "2", "Equal changes mean equal siblings, digest and values in force.",
      .checks([.siblings, .digest, .effectiveValue])),
    Invariant(
      "3", "Siblings are the applied writes that no applied write supersedes.",
      .checks([.siblings])),
    Invariant(
      "4", "Any order that respects causality, with any repetitions, gives the same state.",
      .both([.siblings, .replay], suites: ["A cell", "A record"])),
    Invariant(
      "5", "Applying twice changes nothing; another change under a known dot is a fork.",
      .both([.replay, .dotUniqueness], suites: ["Integrating a batch"])),
    Invariant("6", "What a change supersedes its author had applied.", .checks([.clock])),
    Invariant(
      "7", "Every write is live, superseded by somebody who was shown it, or kept for its author.",
      .checks([.conservation])),
    Invariant(
      "8", "An edit over an open conflict replaces only the value that was shown.",
      .both([.basis], suites: ["A basis"])),
    Invariant(
      "9", "A decision replaces exactly the listed writes; an unseen one stays beside it.",
      .both([.basis, .siblings], suites: ["A decision of a person"])),
    Invariant(
      "10", "A save of something outdated replaces nothing that its author did not see.",
      .checks([.basis, .conservation])),
    Invariant("11", "Equal values are no conflict.", .checks([.conflicts])),
    Invariant(
      "12", "The value in force does not depend on the order of siblings or contradict causality.",
      .both([.effectiveValue], suites: ["The laws of every policy"])),
    Invariant(
      "13", "Policies give a single value back, and fail on nothing.",
      .suites(["The laws of every policy"])),
    Invariant(
      "14",
      "Joining states is commutative, associative, idempotent, and the same as applying changes.",
      .both([.siblings, .versions], suites: ["A cell", "A snapshot"])),
    Invariant(
      "15", "The digest is a function of the live cells alone.",
      .both([.digest], suites: ["The digest of a space"])),
    Invariant(
      "16",
      "Times of a replica rise; a wrong clock does not pull it along; no change is refused for its time.",
      .both([.time, .delivery], suites: ["A hybrid clock"])),
    Invariant(
      "17", "A deleted record is hidden if the deletion covers all of it, and comes back whole.",
      .checks([.life, .siblings])),
    Invariant(
      "18",
      "A concurrent addition survives a removal; a removal takes all additions that were seen.",
      .both([.life, .conservation], suites: ["A member of a set"])),
    Invariant(
      "19", "The reporting tree has no cycle and drops nothing but edges of one.",
      .suites(["A reporting tree"])),
    Invariant(
      "20", "Between two keys of a list there is always another one.",
      .suites(["A fractional key", "A list that people order"])),
    Invariant(
      "21", "Merging texts is symmetric and loses no inserted word.", .suites(["A text"])),
    Invariant(
      "22", "A patch gives the text that it names; no merge takes a base that is no ancestor.",
      .both([.versions], suites: ["A version of a text"])),
  ]

  private static let identity = [
    Invariant(
      "23", "No replica ever applies two changes under one dot.", .checks([.dotUniqueness])),
    Invariant(
      "24", "A copied, restored or rolled-back database ends under another id, and loses nothing.",
      .checks([.conservation, .retention, .delivery])),
    Invariant(
      "25", "Recovery leaves the hub's state with the own changes written again, each once.",
      .checks([.rewriting, .retention])),
    Invariant(
      "26", "Replicas exchange only where their histories agree.",
      .both([.causality, .dotUniqueness], suites: ["Integrating a batch"])),
    Invariant(
      "27", "A restored hub never makes a device drop what it has not lost elsewhere.",
      .checks([.retention, .conservation])),
  ]

  private static let exchange = [
    Invariant(
      "28", "Messages may be lost, repeated, late or cut off: everybody ends with everything.",
      .checks([.delivery, .truncation])),
    Invariant(
      "29", "The hub's sequence has no gap; a cursor means that everything up to it is applied.",
      .checks([.hubOrder, .cursor])),
    Invariant(
      "30", "An exchange with nothing new is small and writes nothing at the hub.",
      .both([.idleness], suites: ["The size of a message"])),
    Invariant(
      "31", "A first download that is resumed gives the same state as one in a piece.",
      .checks([.siblings, .delivery])),
    Invariant(
      "32", "An answer keeps its size, and every space gets on.",
      .checks([.answerSize, .progress, .calm])),
    Invariant(
      "33", "A bundle applies, or names what is missing and changes nothing.",
      .checks([.refusal])),
  ]

  private static let bytes = [
    Invariant(
      "34", "What is encoded decodes to itself, in one form only.",
      .suites(["The canonical form", "A batch of changes", "A number in LEB128"])),
    Invariant(
      "35", "What a program does not know it forwards byte for byte.",
      .both(
        [.forwarding, .siblings, .dotUniqueness], suites: ["A hub that knows no kind"])),
    Invariant(
      "36", "Random, cut and damaged bytes end in an error, in bounded memory.",
      .both([.truncation], suites: ["Hostile bytes"])),
    Invariant(
      "37", "A hash does not depend on how changes were batched, named or compressed.",
      .both([.dotUniqueness], suites: ["The hash chain of an author"])),
  ]

  private static let storage = [
    Invariant(
      "38", "A crash leaves the state before or after the change; no number is used twice.",
      .both([.crash, .retention, .contiguity], suites: ["The programs together"])),
    Invariant(
      "39", "Typed tables are a projection of the cells.", .suites(["A record's row"])),
    Invariant(
      "40", "Cutting the hub's log off changes nothing but the depth of histories.",
      .checks([.siblings, .delivery, .conservation])),
    Invariant(
      "41", "A device that was away for years keeps its unsent writes and ends equal.",
      .checks([.delivery, .conservation, .digest])),
    Invariant(
      "42", "A purge changes no other record; an edit of a purged record is set apart.",
      .checks([.purge, .siblings, .life])),
    Invariant(
      "43", "A sum over spaces is the fold over their records.", .suites(["The pipeline"])),
    Invariant(
      "44", "Programs of neighbouring schema versions agree on what both know.",
      .checks([.siblings, .effectiveValue])),
  ]

  private static let reliability = [
    Invariant("I-1", "Replicas with the same changes hold the same bytes.", .checks([.digest])),
    Invariant("I-2", "In the end everybody has everything.", .checks([.delivery])),
    Invariant(
      "I-3", "What was acknowledged or written stays.",
      .checks([.acknowledgement, .retention, .conservation])),
    Invariant(
      "I-4", "Every payload is somewhere, none is made up.",
      .checks([.conservation, .dotUniqueness, .siblings])),
    Invariant(
      "I-5", "Concurrent different values are a conflict or decided by a named policy.",
      .checks([.conflicts, .effectiveValue])),
    Invariant(
      "I-6", "What supersedes another write is in no conflict with it.", .checks([.conflicts])),
    Invariant(
      "I-7", "A change is visible after all that it follows.", .checks([.causality, .retention])),
    Invariant(
      "I-8", "The writes of one change become visible together.", .checks([.siblings, .crash])),
    Invariant(
      "I-9", "A dot never names two payloads on one replica; forks end under different dots.",
      .checks([.dotUniqueness, .conservation])),
    Invariant(
      "I-13", "Merging is commutative, associative and idempotent.",
      .both([.siblings], suites: ["A cell", "A snapshot"])),
    Invariant("I-14", "A request that comes again changes nothing.", .checks([.replay])),
    Invariant(
      "I-15", "A decision ends a conflict everywhere; two different ones make one again.",
      .checks([.basis, .conflicts])),
    Invariant(
      "I-16", "A cursor passes only what is stored; the hub's history has no gap.",
      .checks([.cursor, .hubOrder])),
    Invariant(
      "I-17", "Derived tables can be built again from the changes.",
      .suites(["A record's row", "A replica's file"])),
    Invariant(
      "I-18", "After a crash everything is in order.",
      .both([.crash, .siblings], suites: ["The programs together"])),
    Invariant(
      "I-20", "What was superseded, purged or released takes no room.",
      .checks([.versions, .siblings, .purge])),
    Invariant(
      "I-22", "What a newer program wrote comes through an older one unchanged.",
      .both([.forwarding, .siblings], suites: ["A hub that knows no kind"])),
    Invariant(
      "I-23", "Clocks change nothing that a clock does not decide.", .checks([.clockIndependence])),
    Invariant(
      "I-24", "Administration is an ordinary change with author and time.",
      .suites(["An administrator"])),
    Invariant(
      "I-25", "For each field the diagnostics name winner, losers, policy and authors.",
      .both([.effectiveValue, .conflicts, .stamps], suites: ["An explanation"])),
    Invariant(
      "I-26", "A seed always goes the same way.", .suites(["A world of devices on a bad network"])),
    Invariant(
      "I-27", "Every fault meets every state of a conversation.",
      .suites(["A world of devices on a bad network"])),
    Invariant("I-28", "The harness finds what is planted.", .suites(["The oracle"])),
  ]
}

internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// What a device can know when it writes changes again: what it held before and what the hub told it.
///
/// An exception from a rule is granted by it alone: where a device cannot tell, it need not have told.
final class DeviceKnowledge {
  /// The space as it was looked at last, before anything was written again; nil where it never was.
  private let before: MemorySpace?
  /// The changes that it held then.
  private let applied: Applied
  /// The space with what was written again.
  private let now: MemorySpace
  /// How many changes of each replica the hub had said that it holds, when the device was looked at last.
  private let accepted: [ReplicaID: UInt64]
  /// What the hub had refused of each replica, when the device was looked at last.
  private let rejections: [ReplicaID: Rejection]
  /// Of each change that the device wrote again, the one that it says it repeats.
  private let repeated: [Dot: Dot]
  /// All ids under which the device has written.
  private let own: Set<ReplicaID>
  /// Whether the hub ever went back to an earlier state.
  private let isHubRestored: Bool
  /// Whether the hub's history, as far as the device's cursor, has changes of a replica.
  private let isAtHub: (ReplicaID) -> Bool
  /// Whether the hub has a change of this name now.
  private let isTaken: (Dot) -> Bool
  /// The first entry of the journal that was not there when the device was looked at now: it and those
  /// after it the device has just written.
  var firstNew = 0
  /// The words of the versions of long texts.
  let texts: ValueSource

  /// The first change of each replica that was taken out to be written again.
  private(set) lazy var cuts: [ReplicaID: UInt64] = {
    guard let before else { return [:] }
    var cuts: [ReplicaID: UInt64] = [:]
    let known = before.log.mapValues(\.head.chain).merging(before.chains) { first, _ in first }
    for (dot, chain) in known where now.chain(after: dot) != chain {
      cuts[dot.replica] = min(cuts[dot.replica] ?? .max, dot.sequence)
    }
    // What came in a snapshot, without chains, goes with it, unless the hub said that it holds it and
    // never went back.
    return Dictionary(
      uniqueKeysWithValues: cuts.map { replica, first in
        var first = first
        let held = isHubRestored ? 0 : accepted[replica] ?? 0
        while first > held + 1, known[Dot(replica, first - 1)] == nil {
          first -= 1
        }
        return (replica, first)
      })
  }()

  init(
    before: MemorySpace?, applied: Applied, now: MemorySpace, accepted: [ReplicaID: UInt64],
    rejections: [ReplicaID: Rejection], repeated: [Dot: Dot], own: Set<ReplicaID>,
    isHubRestored: Bool,
    isAtHub: @escaping (ReplicaID) -> Bool, isTaken: @escaping (Dot) -> Bool, texts: ValueSource
  ) {
    self.before = before
    self.applied = applied
    self.now = now
    self.accepted = accepted
    self.rejections = rejections
    self.repeated = repeated
    self.own = own
    self.isHubRestored = isHubRestored
    self.isAtHub = isAtHub
    self.isTaken = isTaken
    self.texts = texts
  }

  /// The change that a device says it repeats with one of this name, as it held it before; nil where it
  /// says of none, or of one that it did not hold.
  ///
  /// Between two looks it can have written again more than once.
  func source(of dot: Dot, _ journal: Journal) -> Journal.Entry? {
    var name = repeated[dot]
    while let known = name {
      if let entry = journal.entry(known, in: applied) { return entry }
      name = repeated[known]
    }
    return nil
  }

  /// Whether a change that is not here any more could not have been kept: the hub lost it, it came
  /// in a snapshot, without a body, and all that it wrote was superseded here.
  func couldNotKeep(_ entry: Journal.Entry, _ journal: Journal) -> Bool {
    isHubRestored && !heldBody(of: entry)
      && entry.cells.allSatisfy { cell in
        !journal.expected(cell, at: applied).siblings.contains { $0.dot == entry.change.dot }
      }
  }

  /// Whether the hub believes what is said in the name of the replica of a change.
  func isKnownToHub(_ replica: ReplicaID) -> Bool { isAtHub(replica) || own.contains(replica) }

  /// Whether the hub believes what is said in the name of a change's first author: the one that its
  /// body tells, or, of one that came in a snapshot, the one of its name.
  func believesAuthor(of entry: Journal.Entry) -> Bool {
    let origin = heldBody(of: entry) ? entry.change.origin : nil
    return isKnownToHub((origin?.dot ?? entry.change.dot).replica)
  }

  /// Whether the device held the change's body before.
  func heldBody(of entry: Journal.Entry) -> Bool {
    before?.log[entry.change.dot]?.head.chain == entry.chain
  }

  /// Whether the device held the change under this name, and could tell by its chain.
  func held(_ entry: Journal.Entry) -> Bool {
    before?.chain(after: entry.change.dot) == entry.chain
  }

  /// Whether the device took the change out, to write it again.
  func tookOut(_ entry: Journal.Entry) -> Bool {
    let dot = entry.change.dot
    return (held(entry) || applied.contains(entry))
      && cuts[dot.replica].map { $0 <= dot.sequence } ?? false
  }

  /// Whether the device knew that the hub refuses a change for good: of its own the very one, of others
  /// all that follows too.
  ///
  /// Where the hub has taken another one of this name since, as from a copy, it is asked again.
  func knewRefused(_ entry: Journal.Entry) -> Bool {
    let dot = entry.change.dot
    guard let rejection = rejections[dot.replica], rejection.setsAside, !isTaken(dot)
    else { return false }
    return own.contains(dot.replica) ? rejection.dot == dot : rejection.dot <= dot
  }

  /// Whether the device can tell that a change which it holds now repeats one of those with the hashes.
  func canTell(_ twin: Journal.Entry, repeats hashes: Set<[UInt8]>) -> Bool {
    let dot = twin.change.dot
    if tookOut(twin) {
      // The hub tells another history of the replica or goes on beyond: a snapshot shows that both
      // are the same only where it ends with it, or where the hub said before that it holds it.
      return now.chain(after: dot) == twin.chain || accepted[dot.replica] ?? 0 >= dot.sequence
    }
    guard let origin = twin.change.origin else { return hashes.contains(twin.hash) && held(twin) }
    // What another device wrote again is known by its body, which tells the origin, or by the hub.
    guard hashes.contains(origin.hash) else { return false }
    return now.log[dot]?.head.chain == twin.chain
      || now.rewritings.contains(
        KnownRewriting(origin: origin.dot, hash: origin.hash, dot: dot))
  }

  /// What somebody was shown, as a device that writes it again has to name it now.
  func names(
    of shown: [Journal.Entry], at held: Applied, _ journal: Journal
  ) -> (_ entry: Journal.Entry) -> Bool {
    let standing = shown.filter { held.contains($0) && applied.contains($0) && !tookOut($0) }
    let names = Set(standing.map(\.index))
    let kept = Set(standing.map(\.root))
    let roots = Set(shown.map(\.root)).subtracting(kept)
    // Of a change that came in a snapshot, without a body, nobody can tell the hash.
    let hashes = Set(
      shown.filter { roots.contains($0.root) && heldBody(of: $0) }
        .flatMap { [$0.hash, journal.entries[$0.root].hash, $0.change.origin?.hash ?? $0.hash] })
    return { [self] entry in
      // Under its own name where it has it still, else under those that are known to stand for it.
      if names.contains(entry.index) { return true }
      return roots.contains(entry.root)
        && (entry.index >= firstNew || canTell(entry, repeats: hashes))
    }
  }
}

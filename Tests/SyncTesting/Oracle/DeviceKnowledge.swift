internal import SyncCore
internal import SyncSession

/// What a device can know when it writes changes again: what it held before and what the hub told it.
///
/// An exception from a rule is granted by it alone: where a device cannot tell, it need not have told.
struct DeviceKnowledge {
  /// The space as it was looked at last, before anything was written again; nil where it never was.
  var before: MemorySpace?
  /// The changes that it held then.
  var applied = Applied()
  /// The space with what was written again.
  let now: MemorySpace
  /// How many changes of each replica the hub had said that it holds, when the device was looked at last.
  var accepted: [ReplicaID: UInt64] = [:]
  /// All ids under which the device has written.
  let own: Set<ReplicaID>
  /// Whether the hub's history, as far as the device's cursor, has changes of a replica.
  let isAtHub: (ReplicaID) -> Bool
  /// The words of the versions of long texts.
  let texts: ValueSource

  /// The first change of each replica that was taken out to be written again.
  var cuts: [ReplicaID: UInt64] {
    guard let before else { return [:] }
    var cuts: [ReplicaID: UInt64] = [:]
    let known = before.log.mapValues(\.head.chain).merging(before.chains) { first, _ in first }
    for (dot, chain) in known where now.chain(after: dot) != chain {
      cuts[dot.replica] = min(cuts[dot.replica] ?? .max, dot.sequence)
    }
    return cuts
  }

  /// Whether the device held the change's body before.
  func heldBody(of entry: Journal.Entry) -> Bool {
    before?.log[entry.change.dot]?.head.chain == entry.chain
  }

  /// Whether the device held the change under this name, and could tell by its chain.
  func held(_ entry: Journal.Entry) -> Bool {
    before?.chain(after: entry.change.dot) == entry.chain
  }

  /// Whether the device knows what the change, which it holds now, says: it held it before, wrote it
  /// itself, or can tell what it repeats.
  func knows(_ entry: Journal.Entry) -> Bool {
    own.contains(entry.change.dot.replica) || applied.contains(entry) || canTell(entry)
  }

  /// Whether the device can tell that a change which it holds now says what it is about to repeat.
  func canTell(_ twin: Journal.Entry) -> Bool {
    let dot = twin.change.dot
    guard held(twin) else {
      // What another device wrote again is known by its body alone, which tells the origin.
      guard let origin = twin.change.origin else { return false }
      return now.log[dot]?.head.chain == twin.chain || before?.rewritings[origin] == dot
    }
    // It held the change itself. Where it took it out, because the hub tells another history of the
    // replica or goes on beyond, a snapshot shows that both are the same where it ends with it alone.
    return now.chain(after: dot) == twin.chain || accepted[dot.replica] ?? 0 >= dot.sequence
  }
}

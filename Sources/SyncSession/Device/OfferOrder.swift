internal import SyncCore
internal import SyncProtocol

/// Which runs of an outbox go first.
///
/// A hub knows what a change depends on by count alone. Where it holds another change under the same
/// name, because an id was used twice, it would take what depends on the device's for something that
/// depends on its own, and what an author superseded would be something else. So a run waits until
/// the hub is known to hold what it depends on, as it is here.
struct OfferOrder: Sendable {
  /// The last round in which the hub did not take a run for want of others.
  private var waitedIn: [OutboxKey: Int] = [:]
  /// What the hub holds otherwise.
  private var forked: Set<OutboxKey> = []

  mutating func note(_ intake: Intake, round: Int) {
    for key in intake.waiting { waitedIn[key] = round }
    forked.formUnion(intake.forked)
    for space in intake.recovered.keys { forked = forked.filter { $0.space != space } }
  }

  /// Those that have waited come last, so that few places in a request do not keep others out.
  func sorted(_ heads: [(space: DeviceSpace, head: OutboxHead)]) -> [(
    space: DeviceSpace, head: OutboxHead
  )] {
    let places = heads.enumerated().sorted { left, right in
      let first = waitedIn[key(left.element)] ?? 0
      let second = waitedIn[key(right.element)] ?? 0
      return (first, left.offset) < (second, right.offset)
    }
    return places.map(\.element)
  }

  private func key(_ item: (space: DeviceSpace, head: OutboxHead)) -> OutboxKey {
    OutboxKey(space: item.space.space, replica: item.head.replica)
  }

  /// The runs that may go now, and those that cannot go before their space is put right.
  ///
  /// Runs that depend on each other in turns go together.
  func offered(of pushes: [LoadedPush]) -> (offered: [LoadedPush], blocked: Set<OutboxKey>) {
    let spacesWithFree = Set(pushes.filter(\.outbox.needs.isEmpty).map(\.space.space))
    var blocked: Set<OutboxKey> = []
    let offered = pushes.filter { push in
      let space = push.space.space
      if push.outbox.needs.isEmpty { return true }
      let isBlocked = push.outbox.needs.contains {
        forked.contains(OutboxKey(space: space, replica: $0.replica))
      }
      if isBlocked { blocked.insert(OutboxKey(space: space, replica: push.outbox.run.replica)) }
      return !isBlocked && !spacesWithFree.contains(space)
    }
    return (offered, blocked)
  }
}

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
  /// A run goes together with those that it depends on: only so the hub can see whether it holds them
  /// otherwise. What depends on changes that the hub's log was not seen to hold waits for the end of
  /// the log. `isWhole` says whether the pushes hold a run of each replica that has something to send.
  func offered(
    of pushes: [LoadedPush], isWhole: Bool
  ) -> (offered: [LoadedPush], blocked: Set<OutboxKey>) {
    let blocked = blocked(of: pushes, isWhole: isWhole)
    let free = pushes.filter {
      !blocked.contains($0.key) && !waitsForLog($0)
    }
    let together = closed(free) { $0 >= $1.sequence }
    if !isWhole { return (together, blocked) }
    // Runs that depend on each other in turns, each longer than what can go at once: the hub commits a
    // beginning of each.
    let waiting = pushes.filter(waitsForLog)
    let settled = Set((together + waiting).map(\.space.space))
    let inTurns = closed(free.filter { !settled.contains($0.space.space) }) { end, _ in end > 0 }
    return (together + inTurns, blocked)
  }

  /// The runs that depend on what cannot be offered, on what the hub holds otherwise or refused, on
  /// what does not go in this conversation any more, or on such runs.
  private func blocked(of pushes: [LoadedPush], isWhole: Bool) -> Set<OutboxKey> {
    var blocked = Set(pushes.filter { !$0.strandedNeeds.isEmpty }.map(\.key))
    let loaded = Set(pushes.map(\.key))
    while true {
      let more = pushes.filter { push in
        !blocked.contains(push.key)
          && push.outbox.needs.contains { need in
            let key = OutboxKey(space: push.space.space, replica: need.replica)
            return forked.contains(key) || blocked.contains(key)
              || (isWhole && !loaded.contains(key))
          }
      }
      if more.isEmpty { return blocked }
      blocked.formUnion(more.map(\.key))
    }
  }

  /// Whoever is no member any more is shown no log: what is offered then is refused.
  private func waitsForLog(_ push: LoadedPush) -> Bool {
    !push.outbox.unconfirmedNeeds.isEmpty && push.space.role > .none
  }

  /// The runs all of whose needs go along: `isCovered` compares where a replica's run ends with a need.
  private func closed(
    _ pushes: [LoadedPush], isCovered: (_ end: UInt64, _ need: Dot) -> Bool
  ) -> [LoadedPush] {
    var pushes = pushes
    while true {
      let ends = Dictionary(
        pushes.map { ($0.key, $0.outbox.range.upperBound) }, uniquingKeysWith: max)
      let kept = pushes.filter { push in
        push.outbox.needs.allSatisfy { need in
          isCovered(ends[OutboxKey(space: push.space.space, replica: need.replica)] ?? 0, need)
        }
      }
      if kept.count == pushes.count { return kept }
      pushes = kept
    }
  }
}

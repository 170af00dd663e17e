import SyncCore
import SyncProtocol
import SyncTesting

/// A space's changes in the hub's order, by authors who now and then receive what others wrote.
struct HubHistory {
  static let space = SpaceIdentity.space(publicKey: [1], nonce: [2])

  private(set) var changes: [Change] = []
  /// What the author of each change had received, own changes left out.
  private(set) var clocks: [VersionVector] = []

  /// `strays` are authors who also received changes on other ways, so that no place tells what.
  init(authors: Int, changes count: Int, strays: Int = 0, seed: UInt64) {
    var sampler = Sampler(Seed(rawValue: seed))
    let replicas = (1...authors).map { ReplicaID(rawValue: UInt64($0) &* 0x9E37_79B9_7F4A_7C15) }
    var sequences: [ReplicaID: UInt64] = [:]
    var seen = [VersionVector](repeating: VersionVector(), count: authors)
    for _ in 0..<count {
      let author = sampler.integer(0...authors - 1)
      let replica = replicas[author]
      let before = seen[author]
      if sampler.isOneOf(2) {
        let reach = sampler.isOneOf(3) ? sampler.integer(0...changes.count) : changes.count
        let received = changes.prefix(reach).map(\.dot).filter { $0.replica != replica }
        seen[author] = before.union(VersionVector(received))
      }
      if author < strays, let other = changes.last?.dot, other.replica != replica {
        seen[author].insert(other)
      }
      sequences[replica, default: 0] += 1
      let drawn = sampler.change(Dot(replica, sequences[replica] ?? 0))
      let answer = answer(&sampler)
      let others = drawn.writes.filter { write in
        !answer.contains { $0.key == write.key && $0.field == write.field }
      }
      changes.append(
        Change(
          dot: drawn.dot, dependencies: seen[author].subtracting(before), time: drawn.time,
          actor: drawn.actor, clockOffset: drawn.clockOffset, intent: drawn.intent,
          note: drawn.note, origin: drawn.origin, writes: others + answer,
          extensions: drawn.extensions))
      clocks.append(seen[author])
    }
  }

  /// Now and then a write over one of the latest.
  private func answer(_ sampler: inout Sampler) -> [Write] {
    guard let shown = changes.suffix(3).first, let write = shown.writes.first, sampler.isOneOf(2),
      case .group(let group) = write.value
    else { return [] }
    return [
      Write(
        write.key, write.field, supersedes: [shown.dot],
        value: .group(group.replacing(["name": .text("Eero")])))
    ]
  }
}

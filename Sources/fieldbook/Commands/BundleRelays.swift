import DiagnosticReports
import SpaceStore
import SyncCore
import SyncProtocol

/// What this replica hands on to the hub for others, whose changes came in bundles.
struct BundleRelays {
  let replica: Replica

  /// One line for each author whose changes wait, or whom the hub refused.
  func lines() throws -> [String] {
    let relayed = try replica.store.relayedChanges()
    guard !relayed.isEmpty else { return [] }
    let peers = try BundlePeers(replica.store)
    let names = try replica.names(of: replica.store.spaces())
    return relayed.map { changes in
      let what =
        "\(counted(changes.waiting, "change")) of \(peers.name(of: changes.replica)) "
        + "in \(names[changes.space] ?? "")"
      guard let refusal = changes.refusal else { return "to hand on: \(what)" }
      return "not handed on: \(what): \(refusal.relaySentence)"
    }
  }
}

extension Refusal {
  /// Why the hub did not take another device's changes.
  fileprivate var relaySentence: String {
    switch self {
    case .notMember: "You or their author are no member there. They stay here."
    case .roleTooLow: "Their author's role there does not allow it. They stay here."
    case .foreignActor: "They carry another user's name. They stay here."
    case .foreignReplica: "The replica belongs to another device. They stay here."
    case .badSpace: "The hub does not know the account. Its creator has to sync first."
    case .badSignature, .badProof:
      "The hub cannot check their signature. Their author has to sync first."
    case .invalidChange: "The hub cannot read a change. They stay here."
    case .baseReleased: "A text was edited in a version that is gone; it is written whole next."
    }
  }
}

import DeviceSync
import DiagnosticReports
import Diagnostics
import SpaceStore
import SyncCore
import SyncProtocol

/// Compares a replica with its hub, space by space, record by record where they differ.
struct HubComparison {
  let home: Home
  let reader: ReplicaReader

  func report() async throws -> DivergenceReport {
    let surroundings = try Surroundings(reader)
    return try await home.synchronizer().asking { hub in
      var lines: [DivergenceReport.Line] = []
      for theirs in try await hub.state(StateRequest()).spaces {
        guard let space = SpaceID(theirs.space) else { continue }
        let mine = try reader.read(space) { try $0.state(withRecords: false) }
        // A space that has not arrived yet is no difference.
        guard !mine.authors.isEmpty else { continue }
        lines.append(
          DivergenceReport.Line(
            space, account: surroundings.name(of: space),
            try await divergence(space, mine, theirs, hub), here: mine.vector,
            there: theirs.vector))
      }
      return DivergenceReport(with: "the hub", spaces: lines)
    }
  }

  private func divergence(
    _ space: SpaceID, _ mine: SpaceState, _ theirs: SpaceState, _ hub: HubArchive
  ) async throws -> Divergence {
    let fork = mine.fork(with: theirs)
    var first: Divergence.Difference?
    if fork == nil, mine.vector == theirs.vector, mine.digest != theirs.digest {
      first = try await firstDifference(space, hub)
    }
    return try Divergence(
      left: (mine.vector, mine.digest), right: (theirs.vector, theirs.digest), fork: { fork },
      first: { first })
  }

  private func firstDifference(_ space: SpaceID, _ hub: HubArchive) async throws
    -> Divergence.Difference?
  {
    let mine = try reader.read(space) { try $0.state(withRecords: true) }.records ?? [:]
    let answer = try await hub.state(StateRequest(space: "\(space)"))
    let theirs = answer.spaces.first?.records ?? [:]
    let names = Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }
    guard let key = names.compactMap({ Reference($0)?.key }).min() else { return nil }
    let cells = try await hub.state(StateRequest(space: "\(space)", record: "\(key)")).cells
    let other = try Record(
      key, cells: cells.flatMap(Hexadecimal.bytes).map(Canonical.decodeCells) ?? [:])
    let own = try reader.read(space) { try $0.record(key) }
    return Divergence.Difference.first(key, own, other)
  }
}

extension SpaceState {
  fileprivate var vector: VersionVector {
    VersionVector(
      authors.compactMap { author in
        ReplicaID(author.replica).map { Dot($0, author.sequence) }
      })
  }

  /// The first author whose chain ends in another state at the same count.
  fileprivate func fork(with other: SpaceState) -> Dot? {
    let theirs = Dictionary(
      other.authors.map { ($0.replica, $0) }, uniquingKeysWith: { first, _ in first })
    for mine in authors {
      guard let author = theirs[mine.replica], author.sequence == mine.sequence,
        author.chain != mine.chain, let replica = ReplicaID(mine.replica)
      else { continue }
      return Dot(replica, mine.sequence)
    }
    return nil
  }
}

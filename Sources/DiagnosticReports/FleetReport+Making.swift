internal import AccountModel
internal import Diagnostics
package import SpaceStore
internal import SyncCore

extension FleetReport {
  /// The report of one replica at a time, in milliseconds since 1970.
  package init(_ reader: ReplicaReader, at now: Int64) throws {
    let surroundings = try Surroundings(reader)
    let isHub = reader.owner.isHub
    self.init(
      replica: "\(reader.owner.replica)", isHub: isHub, at: Instant(milliseconds: now))
    var contention = Contention()
    var authors: [SpaceID: [ReplicaReader.Author]] = [:]
    for space in try reader.spaces() {
      authors[space.id] = try reader.authors(of: space.id)
      let account = surroundings.name(of: space.id)
      let contested = try reader.contestedRecords(in: space.id)
      try reader.read(space.id) { ledger in
        let survey = SpaceSurvey(
          ledger: ledger, account: account, surroundings: surroundings, now: now)
        let found = try survey.contested(contested)
        conflicts += found.conflicts
        decidedByClock += found.clocks
        setAside += try survey.setAside()
        quarantined += try survey.quarantined()
        let met = try survey.replay(into: &contention)
        rewritten += met.rewritten
        if met.encounters > 0 || !found.conflicts.isEmpty {
          accounts.append(
            AccountLine(
              account: account, encounters: met.encounters, conflicts: found.conflicts.count))
        }
      }
    }
    fields = contention.ranking.map { entry in
      FieldLine(
        kind: entry.name.kind.string, field: entry.name.field.string, writes: entry.count.writes,
        encounters: entry.count.encounters, decisions: entry.count.decisions)
    }
    accounts.sort { ($1.encounters, $0.account) < ($0.encounters, $1.account) }
    conflicts.sort { ($0.since, $0.ref, $0.field) < ($1.since, $1.ref, $1.field) }
    events = try reader.identityEvents().map { EventLine($0, surroundings) }
    replicas =
      isHub
      ? try Self.devices(reader, authors) : try Self.replicas(reader, surroundings, authors)
    refused = Self.refused(authors, surroundings)
  }

  /// What the hub knows: every enrolled device.
  private static func devices(
    _ reader: ReplicaReader, _ authors: [SpaceID: [ReplicaReader.Author]]
  ) throws -> [ReplicaLine] {
    try reader.devices().map { device in
      let own = authors.values.joined().filter { device.replicas.contains($0.replica) }
      let latest = own.compactMap(\.latest).max { $0.time < $1.time }
      return ReplicaLine(
        device: device.name.string, user: device.user.string,
        replicas: device.replicas.map(\.description),
        lastContact: OrNull(device.lastSeen.map { Instant(milliseconds: $0) }),
        lastChange: OrNull(latest.map { Instant($0.time) }),
        changes: own.reduce(0) { $0 + $1.sequence }, behind: OrNull(device.behind),
        unsent: OrNull(nil),
        clockOffsetMs: OrNull(latest?.clockOffset))
    }
  }

  /// What a device knows: itself, and everybody whose changes it has got.
  private static func replicas(
    _ reader: ReplicaReader, _ surroundings: Surroundings,
    _ authors: [SpaceID: [ReplicaReader.Author]]
  ) throws -> [ReplicaLine] {
    let all = Dictionary(grouping: authors.values.joined(), by: \.replica)
    let lastSync = try reader.lastSync()
    return Set(all.keys).union([reader.owner.replica]).sorted().map { replica in
      let entries = all[replica] ?? []
      let latest = entries.compactMap(\.latest).max { $0.time < $1.time }
      let isOwn = replica == reader.owner.replica
      return ReplicaLine(
        device: surroundings.device(replica, writingAs: latest?.actor),
        user: latest.map { surroundings.user($0.actor, on: replica) }
          ?? surroundings.user(of: replica),
        replicas: ["\(replica)"],
        lastContact: OrNull(isOwn ? lastSync.map { Instant(milliseconds: $0) } : nil),
        lastChange: OrNull(latest.map { Instant($0.time) }),
        changes: entries.reduce(0) { $0 + $1.sequence }, behind: OrNull(nil),
        unsent: OrNull(isOwn ? entries.reduce(0) { $0 + $1.sequence - $1.accepted } : nil),
        clockOffsetMs: OrNull(latest?.clockOffset))
    }
  }

  private static func refused(
    _ authors: [SpaceID: [ReplicaReader.Author]], _ surroundings: Surroundings
  ) -> [RefusalLine] {
    authors.flatMap { space, authors in
      authors.compactMap { author in
        guard let refusal = author.refusal, author.sequence > author.accepted else { return nil }
        return RefusalLine(
          account: surroundings.name(of: space), device: surroundings.device(author.replica),
          replica: "\(author.replica)", changes: author.sequence - author.accepted,
          reason: "\(refusal)")
      }
    }.sorted { ($0.account, $0.device) < ($1.account, $1.device) }
  }
}

extension FleetReport.EventLine {
  fileprivate init(_ event: NotedEvent, _ surroundings: Surroundings) {
    self.init(
      at: Instant(milliseconds: event.at), event: event.word,
      account: OrNull(event.space.map(surroundings.name)),
      device: OrNull(event.replica.map(surroundings.device)),
      replica: OrNull(event.replica.map(\.description)), count: event.count,
      detail: OrNull(event.detail))
  }
}

internal import Foundation
internal import GRDB
package import SyncCore
package import SyncSession

extension DeviceStore {
  /// What happened to the identity of this replica and of its hub, the oldest first.
  package func identityEvents() throws -> [IdentityEvent] {
    try reading { database in
      try Row.fetchAll(
        database, sql: "SELECT at, kind, space, replica, count FROM identity_event ORDER BY number"
      ).compactMap { row in
        IdentityEvent.Kind(rawValue: row[1]).map { kind in
          IdentityEvent(
            at: row[0], kind: kind, space: (row[2] as Data?).flatMap { SpaceID(bytes: $0) },
            replica: (row[3] as Int64?).map { ReplicaID(column: $0) },
            count: UInt64(row[4] as Int64))
        }
      }
    }
  }

  /// All ids under which this replica has written, the present one among them.
  package var ownReplicas: Set<ReplicaID> { identityState.replicas }

  /// Takes a new id before the first write since the store was opened, where the present one may not
  /// be this database's alone.
  func trustIdentity(_ database: Database) throws {
    guard !identityState.isTrusted, let guardian = identityState.guardian else { return }
    let meta = MetaTable(database: database)
    let fingerprint = FileFingerprint(of: file.path, machine: guardian.machine)
    let content = identityState.content
    let doubt = IdentityDoubt(
      knownFingerprint: try knownFingerprint(meta), fingerprint: fingerprint,
      lease: identityState.lease?.read() ?? .missing, wasLeased: content.isLeased,
      counted: content.counted)
    if let reason = doubt.reason {
      try identityState.renew()
      try insertEvent(
        IdentityEvent(
          at: clock.correctedMilliseconds, kind: reason, replica: identity.replica), database)
    }
    if doubt.reason != nil || doubt.knownFingerprint == nil { try noteFingerprint(meta) }
    identityState.isTrusted = true
  }

  /// Notes where the file lies under the present id.
  func noteFingerprint(_ meta: MetaTable) throws {
    guard let guardian = identityState.guardian else { return }
    let fingerprint = FileFingerprint(of: file.path, machine: guardian.machine)
    try meta.set(.machine, fingerprint?.machine)
    try meta.set(.path, fingerprint?.path)
    try meta.set(.inode, fingerprint.map { Int64(bitPattern: $0.inode) })
  }

  private func knownFingerprint(_ meta: MetaTable) throws -> FileFingerprint? {
    guard let machine = try meta.text(.machine), let path = try meta.text(.path),
      let inode = try meta.integer(.inode)
    else { return nil }
    return FileFingerprint(machine: machine, path: path, inode: UInt64(bitPattern: inode))
  }

  func insertEvent(_ event: IdentityEvent, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO identity_event (at, kind, space, replica, count) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        event.at, event.kind.rawValue, event.space.map { Data($0.bytes) },
        event.replica?.column, Int64(clamping: event.count),
      ])
  }

  /// Writes clock and identity as they are after a transaction; the lease last, right before the commit.
  ///
  /// `clock` is nil where it stands still; `before` is the identity before the transaction.
  func saveState(
    clock: HybridTime?, identity before: IdentityState.Content, _ database: Database
  ) throws {
    let meta = MetaTable(database: database)
    var facts: [(MetaTable.Key, Int64)] = []
    if let clock { facts.append((.clock, clock.column)) }
    try saveIdentity(after: before, meta, beside: &facts)
    try meta.set(facts)
  }

  private func saveIdentity(
    after before: IdentityState.Content, _ meta: MetaTable,
    beside facts: inout [(MetaTable.Key, Int64)]
  ) throws {
    let content = identityState.content
    let database = meta.database
    guard content != before else { return }
    if content.identity.replica != before.identity.replica {
      try meta.set(.replica, content.identity.replica.column)
      try database.execute(
        sql: "INSERT INTO own_replica (replica, since) VALUES (?, ?)",
        arguments: [content.identity.replica.column, clock.correctedMilliseconds])
    }
    if content.counted > 0, let lease = identityState.lease {
      identityState.content.isLeased = lease.write(content.counted)
      if !identityState.content.isLeased, try meta.integer(.leaseWarned) == nil {
        try meta.set(.leaseWarned, 1)
        try insertEvent(
          IdentityEvent(at: clock.correctedMilliseconds, kind: .leaseUnwritable), database)
      }
    }
    facts.append((.counted, Int64(clamping: content.counted)))
    let isLeased = identityState.content.isLeased
    if isLeased != before.isLeased || content.counted == 0 {
      facts.append((.leased, isLeased ? 1 : 0))
    }
  }

  /// Puts the identity back after a transaction that did not happen.
  func restoreIdentity(_ before: IdentityState.Content) {
    let failed = identityState.content
    identityState.takeBack(to: before)
    guard failed.identity == before.identity else { return }
    if failed.counted != before.counted, before.isLeased || failed.isLeased {
      // Where it cannot be put back the next process takes a new id, which harms nobody.
      _ = identityState.lease?.write(before.counted)
    }
  }
}

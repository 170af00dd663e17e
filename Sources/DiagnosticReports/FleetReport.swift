/// How a team's replicas are, as one of them sees it: a device its own view, the hub everybody's.
package struct FleetReport: Encodable, Sendable {
  /// One replica, or on the hub one device with all its replicas.
  package struct ReplicaLine: Encodable, Sendable {
    package let device: String
    package let user: String
    package let replicas: [String]
    /// When the hub last heard of it; nil where that is not known here.
    package let lastContact: OrNull<Instant>
    package let lastChange: OrNull<Instant>
    package let changes: UInt64
    /// Accepted changes that it had not got at its last visit; nil where that is not known here.
    package let behind: OrNull<UInt64>
    /// Own changes that the hub has not accepted; nil where that is not known here.
    package let unsent: OrNull<UInt64>
    /// What its clock was ahead at its last change.
    package let clockOffsetMs: OrNull<Int64>
  }

  /// One field in which people met.
  package struct FieldLine: Encodable, Sendable {
    package let kind: String
    package let field: String
    package let writes: Int
    package let encounters: Int
    package let decisions: Int
  }

  /// One account in which people met.
  package struct AccountLine: Encodable, Sendable {
    package let account: String
    package let encounters: Int
    package let conflicts: Int
  }

  /// One conflict that waits.
  package struct ConflictLine: Encodable, Sendable {
    package let account: String
    package let ref: String
    package let title: String
    package let kind: String
    package let field: String
    package let policy: String
    /// Who is responsible for the record; empty where nobody is.
    package let owner: String
    /// When the second value came to stand beside the first.
    package let since: Instant
    package let ageDays: Int64
    package let candidates: [ReportedValue]
  }

  /// One value that depends on what a clock showed.
  package struct ClockLine: Encodable, Sendable {
    package enum Cause: String, Encodable, Sendable { case correction, learnedLater }

    package let account: String
    package let ref: String
    package let title: String
    package let field: String
    package let cause: Cause
    package let inForce: ReportedValue
    package let otherwise: ReportedValue
    package let device: String
    package let replica: String
    package let skewMs: Int64
  }

  /// Changes that the hub does not take.
  package struct RefusalLine: Encodable, Sendable {
    package let account: String
    package let device: String
    package let replica: String
    package let changes: UInt64
    package let reason: String
  }

  /// A change that left the state because the hub refuses it while others depend on it.
  package struct SetAsideLine: Encodable, Sendable {
    /// One value that it wrote.
    package struct Written: Encodable, Sendable {
      package let ref: String
      package let title: String
      package let field: String
      package let value: ReportedValue
      /// Whether only what was added to a long text is left of it.
      package let isFragment: Bool
      /// The command that writes the value again; nil where it takes a person's eye.
      package let command: OrNull<String>
    }

    package let account: String
    package let user: String
    package let device: String
    package let dot: String
    package let at: Instant
    package let reason: String
    package let note: OrNull<String>
    package let writes: [Written]
  }

  /// Edits of a record whose creation is gone.
  package struct QuarantineLine: Encodable, Sendable {
    package let account: String
    package let ref: String
    package let fields: [String]
  }

  /// A change that was written again under another name.
  package struct RewrittenLine: Encodable, Sendable {
    package let account: String
    package let first: String
    package let again: String
    package let user: String
    package let at: Instant
  }

  /// One thing that happened to an identity.
  package struct EventLine: Encodable, Sendable {
    package let at: Instant
    package let event: String
    package let account: OrNull<String>
    package let device: OrNull<String>
    package let replica: OrNull<String>
    package let count: UInt64
    package let detail: OrNull<String>
  }

  package let replica: String
  package let isHub: Bool
  package let at: Instant
  package var replicas: [ReplicaLine] = []
  package var fields: [FieldLine] = []
  package var accounts: [AccountLine] = []
  package var conflicts: [ConflictLine] = []
  package var decidedByClock: [ClockLine] = []
  package var refused: [RefusalLine] = []
  package var setAside: [SetAsideLine] = []
  package var quarantined: [QuarantineLine] = []
  package var rewritten: [RewrittenLine] = []
  package var events: [EventLine] = []
}

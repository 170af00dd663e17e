import DiagnosticReports
import SpaceStore
import SyncCore
import SyncSession

/// What happened to the identity of a replica and of its hub, in words.
struct IdentityReport {
  private let events: [IdentityEvent]
  private let identity: DeviceIdentity

  /// The events with the oldest first.
  init(_ events: [IdentityEvent], now identity: DeviceIdentity) {
    self.events = events
    self.identity = identity
  }

  /// At most one line for the replica, one for changes of which the hub took other forms, and one for
  /// the hub.
  var lines: [String] { [replicaLine, rewrittenLine, hubLine].compactMap { $0 } }

  var json: JSON {
    .object([
      "replica": .string("\(identity.replica)"),
      "events": .array(
        events.map { event in
          .object([
            "at": .string(LocalTime.universal(event.at)), "kind": .string(event.kind.rawValue),
            "space": .optional(event.space.map { "\($0)" }),
            "replica": .optional(event.replica.map { "\($0)" }), "count": .count(event.count),
          ])
        }),
    ])
  }

  private var replicaLine: String? {
    let others: Set<IdentityEvent.Kind> = [.setAside, .rewritten]
    let changes = events.filter { $0.replica != nil && !others.contains($0.kind) }
    guard let last = changes.last else { return nil }
    // What was found out first tells more than what followed from it.
    let reason = changes.last { $0.kind != .forked } ?? last
    let rewritten = changes.reduce(0) { $0 + $1.count }
    let since = LocalTime.text(changes.last { $0.replica == identity.replica }?.at ?? last.at)
    let again = rewritten == 0 ? "" : "; \(Self.writtenAgain(rewritten))"
    return "\(reason.kind.sentence): it writes under a new identity since \(since)\(again)."
  }

  private static func writtenAgain(_ count: UInt64) -> String {
    "\(counted(count, "change")) \(count == 1 ? "was" : "were") written again"
  }

  private var rewrittenLine: String? {
    let recoveries = events.filter { $0.kind == .rewritten && $0.count > 0 }
    guard let last = recoveries.last else { return nil }
    let count = recoveries.reduce(0) { $0 + $1.count }
    let reason = count == 1 ? "it as it was" : "them as they were"
    return "\(Self.writtenAgain(count)), at last on \(LocalTime.text(last.at)): "
      + "the hub could not take \(reason)."
  }

  private var hubLine: String? {
    let rewound = events.filter { $0.kind == .rewound || $0.kind == .hubRestored }
    guard let last = rewound.last else { return nil }
    return "The hub went back to an earlier state on \(LocalTime.text(last.at)): "
      + "what it had lost and this replica holds was offered to it again."
  }
}

extension IdentityEvent.Kind {
  /// What happened to the replica, as the beginning of a sentence.
  fileprivate var sentence: String {
    switch self {
    case .copied: "This replica was copied or moved"
    case .restored: "This replica was restored from an older copy"
    case .leaseLost: "This replica may have been restored: its count of changes is gone"
    case .overtaken: "This replica was restored or copied (the hub held changes that it lacked)"
    case .forked: "This replica was restored or copied (another copy used its identity)"
    case .leaseUnwritable, .rewound, .hubRestored, .setAside, .rewritten: "This replica was renewed"
    }
  }
}

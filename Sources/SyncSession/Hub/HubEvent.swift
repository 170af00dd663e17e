package import SyncCore

/// What the hub finds out about identities.
package enum HubEvent: Hashable, Sendable {
  /// A device offered other changes under a name that the hub knows: a copy or a restored backup.
  case fork(SpaceID, ReplicaID)
  /// A device offered changes of a replica that belongs to another device.
  case foreignReplica(SpaceID, ReplicaID)
  /// A device holds a history of the space that is not the hub's: the hub was restored.
  case rewound(SpaceID)

  /// A stable word for the kind of event.
  package var word: String {
    switch self {
    case .fork: "fork"
    case .foreignReplica: "foreign-replica"
    case .rewound: "rewound"
    }
  }

  package var space: SpaceID {
    switch self {
    case .fork(let space, _), .foreignReplica(let space, _), .rewound(let space): space
    }
  }

  package var replica: ReplicaID? {
    switch self {
    case .fork(_, let replica), .foreignReplica(_, let replica): replica
    case .rewound: nil
    }
  }
}

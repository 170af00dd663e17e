package import SyncCore

/// Changes of one space in an order in which they can be applied.
///
/// Its encoded form is a *block*: a method byte, the lengths, and the rows, deflated on their own,
/// so that no two spaces share a compression window.
package struct ChangeBatch: Hashable, Sendable {
  package var runs: [ChangeRun]

  package init(runs: [ChangeRun]) { self.runs = runs }

  package var changes: [Change] { runs.flatMap(\.changes) }
}

/// Consecutive changes of one replica.
package struct ChangeRun: Hashable, Sendable {
  /// How many bytes of the chain's state travel with a run: enough to see an accident, 8.
  package static let chainPrefixByteCount = 8

  package let replica: ReplicaID
  /// The first 8 bytes of the chain's state before the first change.
  package let chainPrefix: [UInt8]
  /// At least one, contiguous.
  package let changes: [Change]

  package init(replica: ReplicaID, chainPrefix: [UInt8], changes: [Change]) {
    self.replica = replica
    self.chainPrefix = chainPrefix
    self.changes = changes
  }
}

/// A short number that hub and device use for a record or a replica of one space.
package struct WireName: Hashable, Sendable {
  /// From 1; 0 where the two sides have no number yet.
  package let number: UInt64
  /// Whether the other side knows what the number stands for; if not, the full id goes along.
  package let isKnown: Bool

  package init(number: UInt64, isKnown: Bool) {
    self.number = number
    self.isKnown = isKnown
  }

  /// The full id alone.
  package static let portable = WireName(number: 0, isKnown: false)
}

/// What the two sides of a conversation call the records and replicas of one space.
package protocol WireNaming {
  func name(of record: RecordKey) throws -> WireName
  func name(of replica: ReplicaID) throws -> WireName
  func record(number: UInt64) throws -> RecordKey?
  func replica(number: UInt64) throws -> ReplicaID?
}

/// Nothing is agreed on: every id goes in full, as in bundles, tests and first contacts.
package struct PortableNaming: WireNaming {
  package init() {}
  package func name(of record: RecordKey) -> WireName { .portable }
  package func name(of replica: ReplicaID) -> WireName { .portable }
  package func record(number: UInt64) -> RecordKey? { nil }
  package func replica(number: UInt64) -> ReplicaID? { nil }
}

/// An encoded batch, and what it named in full with number 0, in the order of its tables.
package struct EncodedBatch: Hashable, Sendable {
  package let block: [UInt8]
  package let portableRecords: [RecordKey]
  package let portableReplicas: [ReplicaID]

  package init(block: [UInt8], portableRecords: [RecordKey], portableReplicas: [ReplicaID]) {
    self.block = block
    self.portableRecords = portableRecords
    self.portableReplicas = portableReplicas
  }
}

/// A decoded batch, and the numbers that the sender announced in it.
package struct DecodedBatch: Hashable, Sendable {
  package let batch: ChangeBatch
  package let announcedRecords: [UInt64: RecordKey]
  package let announcedReplicas: [UInt64: ReplicaID]
  /// What the batch named in full with number 0, in the order of its tables.
  package let portableRecords: [RecordKey]
  package let portableReplicas: [ReplicaID]

  package init(
    batch: ChangeBatch, announcedRecords: [UInt64: RecordKey],
    announcedReplicas: [UInt64: ReplicaID], portableRecords: [RecordKey],
    portableReplicas: [ReplicaID]
  ) {
    self.batch = batch
    self.announcedRecords = announcedRecords
    self.announcedReplicas = announcedReplicas
    self.portableRecords = portableRecords
    self.portableReplicas = portableReplicas
  }
}

internal import SyncCore
internal import SyncProtocol

/// The hub's short numbers for the records and replicas of one space, as one side knows them.
struct MemoryNumbers: Sendable {
  /// On a device what an acknowledgement said, until the log was seen to hold the change.
  static let provisional: UInt64 = 1

  /// A number and the hub sequence since which it is given out; on a device 0 or ``provisional``.
  struct Entry: Sendable {
    let number: UInt64
    let since: UInt64
  }

  private(set) var records: [RecordKey: Entry] = [:]
  private(set) var replicas: [ReplicaID: Entry] = [:]
  private var recordsByNumber: [UInt64: RecordKey] = [:]
  private var replicasByNumber: [UInt64: ReplicaID] = [:]

  func record(_ number: UInt64) -> RecordKey? { recordsByNumber[number] }
  func replica(_ number: UInt64) -> ReplicaID? { replicasByNumber[number] }

  mutating func set(_ number: UInt64, record: RecordKey, since: UInt64 = 0) {
    records[record] = Entry(number: number, since: since)
    recordsByNumber[number] = record
  }

  mutating func set(_ number: UInt64, replica: ReplicaID, since: UInt64 = 0) {
    replicas[replica] = Entry(number: number, since: since)
    replicasByNumber[number] = replica
  }

  /// A number that another record had belongs to an older history of the hub: both lose it.
  mutating func replace(_ number: UInt64, record: RecordKey, since: UInt64) {
    if let old = recordsByNumber[number], old != record { records[old] = nil }
    if let old = records[record]?.number, old != number { recordsByNumber[old] = nil }
    set(number, record: record, since: since)
  }

  mutating func replace(_ number: UInt64, replica: ReplicaID, since: UInt64) {
    if let old = replicasByNumber[number], old != replica { replicas[old] = nil }
    if let old = replicas[replica]?.number, old != number { replicasByNumber[old] = nil }
    set(number, replica: replica, since: since)
  }

  /// Makes provisional numbers firm, or forgets them.
  mutating func settle(keeping: Bool) {
    for (record, entry) in records where entry.since == Self.provisional {
      records[record] = keeping ? Entry(number: entry.number, since: 0) : nil
      if !keeping { recordsByNumber[entry.number] = nil }
    }
    for (replica, entry) in replicas where entry.since == Self.provisional {
      replicas[replica] = keeping ? Entry(number: entry.number, since: 0) : nil
      if !keeping { replicasByNumber[entry.number] = nil }
    }
  }

  /// From now on the record's number is announced wherever it stands.
  mutating func neverKnown(_ record: RecordKey) {
    guard let entry = records[record] else { return }
    records[record] = Entry(number: entry.number, since: .max)
  }

  /// The record's number; the next one where it has none yet.
  mutating func number(of record: RecordKey, since: UInt64) -> UInt64 {
    if let known = records[record] { return known.number }
    let number = UInt64(records.count) + 1
    set(number, record: record, since: since)
    return number
  }

  mutating func number(of replica: ReplicaID, since: UInt64) -> UInt64 {
    if let known = replicas[replica] { return known.number }
    let number = UInt64(replicas.count) + 1
    set(number, replica: replica, since: since)
    return number
  }
}

/// The hub's names as a device knows them that has applied everything up to a cursor.
struct MemoryNaming: WireNaming {
  let numbers: MemoryNumbers
  let cursor: UInt64

  func name(of record: RecordKey) -> WireName { name(numbers.records[record]) }
  func name(of replica: ReplicaID) -> WireName { name(numbers.replicas[replica]) }
  func record(number: UInt64) -> RecordKey? { numbers.record(number) }
  func replica(number: UInt64) -> ReplicaID? { numbers.replica(number) }

  private func name(_ entry: MemoryNumbers.Entry?) -> WireName {
    entry.map { WireName(number: $0.number, isKnown: $0.since <= cursor) } ?? .portable
  }
}

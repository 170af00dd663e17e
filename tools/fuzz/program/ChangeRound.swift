internal import SyncCore
internal import SyncProtocol

/// The change validator: what decodes encodes again, and applying it never traps.
enum ChangeRound {
  static func run(_ bytes: [UInt8]) {
    guard let change = accepted({ try Canonical.decode(bytes) }) else { return }
    require(Canonical.encode(change) == bytes, "there is one form of a change")
    let vector = VersionVector(change.dependencies)
    guard change.admission(after: nil, vector: vector) == .ready else { return }
    var records: [RecordKey: Record] = [:]
    for write in change.writes {
      var record = records[write.key] ?? Record(write.key)
      record.apply(write, dot: change.dot)
      // Another author who was shown nothing writes the same: two siblings.
      record.apply(write, dot: Dot(ReplicaID(rawValue: ~change.dot.replica.rawValue), 1))
      records[write.key] = record
    }
    for record in records.values {
      _ = record.life
      let bytes = Canonical.encode(cells: record.cells)
      require(
        accepted({ try Canonical.decodeCells(bytes) }) == record.cells, "cells survive their bytes")
      for cell in record.cells.values {
        for policy in Policy.allCases { _ = policy.read(cell) { _ in change.stamp } }
      }
    }
  }
}

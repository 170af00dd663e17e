import AccountModel
import SyncCore
import SyncProtocol

/// One record of the made-up data set, before it is in any replica.
struct WorkRecord: Sendable {
  let kind: KindDescription
  /// The account that it belongs to, from 0; each has a space of its own.
  let account: Int
  /// Drawn; where the kind derives its ids the place in the space decides instead.
  let drawnID: RecordID
  /// The fields that are not null.
  let values: [Text: Value]

  /// The record's name in a space.
  func key(in space: SpaceID) -> RecordKey {
    guard !kind.derivedFrom.isEmpty else { return RecordKey(kind.name, drawnID) }
    let id = DerivedID.record(
      space: space, kind: kind.name, values: kind.derivedFrom.map { values[$0] ?? .null })
    return RecordKey(kind.name, id)
  }
}

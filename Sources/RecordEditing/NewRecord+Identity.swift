internal import AccountModel
package import SyncCore
internal import SyncProtocol

extension NewRecord {
  /// The id that the record gets: derived where its kind says so, else the one that is drawn.
  package func id(in space: SpaceID, otherwise newID: () -> RecordID) -> RecordID {
    let derivedFrom = kindDescription(named: kind)?.derivedFrom ?? []
    if derivedFrom.isEmpty { return newID() }
    return DerivedID.record(
      space: space, kind: kind, values: derivedFrom.map { values[$0] ?? .null })
  }
}

import AccountModel
import SpaceStore
import SyncCore

extension ClockFinding {
  /// The finding of a cell that goes by the latest write; nil for all others.
  init?(of cell: Cell?, _ field: FieldDescription, _ ledger: SQLiteDeviceLedger) throws {
    guard let cell, cell.siblings.count > 1, [.latest, .reviewLatest].contains(field.policy) else {
      return nil
    }
    self.init(
      among: try cell.siblings.map {
        Contender(dot: $0.dot, value: $0.value, stamp: try ledger.stamp(of: $0.dot))
      })
  }
}

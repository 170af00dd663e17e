internal import GRDB
package import SyncCore

extension DeviceStore {
  /// Lets the next sync put the hub's state of a space in place of the own one, which was found to
  /// be damaged; changes that the hub does not hold are applied on top of it and sent as ever.
  package func mend(_ space: SpaceID) throws {
    try transaction { try ledger(space, $0).setDamaged() }
  }
}

extension SQLiteDeviceLedger {
  /// What the column `recovering` says of a space whose state is damaged: more than that it waits.
  private static let damaged = 2

  package func isDamaged() throws -> Bool {
    try Int.fetchOne(
      database, sql: "SELECT recovering FROM space WHERE space = ?", arguments: [spaceColumn])
      == Self.damaged
  }

  func setDamaged() throws {
    try database.execute(
      sql: "UPDATE space SET recovering = ? WHERE space = ?",
      arguments: [Self.damaged, spaceColumn])
  }
}

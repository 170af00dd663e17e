internal import GRDB
internal import SyncCore
internal import SyncSession

extension DeviceStore {
  /// After so long an absence a device does not rely on versions of texts that the hub may have
  /// released: a third of the time after which the hub no longer waits for it, in milliseconds.
  private static let absenceMilliseconds = Sweep.retirementMilliseconds / 3

  /// Writes texts whole that this device wrote as patches and could not send for long: the hub may
  /// have released what they patch.
  ///
  /// Does nothing where the hub was heard of lately.
  package func writeTextsWhole() throws {
    guard let last = try lastSync(), correctedMilliseconds - last >= Self.absenceMilliseconds else {
      return
    }
    for space in try spaces() {
      try transaction { database in
        let ledger = ledger(space.id, database)
        let writes = try ledger.records().flatMap { record in
          try record.cells.flatMap { field, cell in
            try ledger.pendingPatches(of: cell).map { dot, text in
              DraftWrite(
                record.key, field, .prose(.whole(text)), basis: Basis(dots: [dot], base: nil))
            }
          }
        }
        // One change for each: a change writes a cell once, and a conflict holds several patches.
        for write in writes {
          let entry = try commit(
            Draft(note: "written whole after a long absence", writes: [write]), in: ledger, database
          )
          try database.execute(
            sql: "UPDATE change SET undone = 1 WHERE space = ? AND replica = ? AND sequence = ?",
            arguments: [
              ledger.spaceColumn, entry.change.dot.replica.column,
              Int64(entry.change.dot.sequence),
            ])
        }
      }
    }
  }
}

extension SQLiteDeviceLedger {
  /// The live patches of a text that the hub has not accepted, with the texts that they make.
  fileprivate func pendingPatches(of cell: Cell) throws -> [(dot: Dot, text: Text)] {
    let versions = TextVersions(cell)
    return try cell.siblings.compactMap { sibling in
      guard case .prose(.patch) = sibling.value, try isPending(sibling.dot),
        let text = versions.text(of: sibling.dot)
      else { return nil }
      return (sibling.dot, text)
    }
  }
}

import Foundation

/// Databases that are put back so that nothing on the machine tells.
extension Team {
  private func kept(_ device: String) -> String { "\(root)/\(device)-kept.sqlite" }

  /// Keeps a copy of a device's database.
  func keep(_ device: String) throws {
    try Data(contentsOf: URL(filePath: database(device))).write(to: URL(filePath: kept(device)))
  }

  /// Writes the copy into the file that is there, so that it stays the same file, and forgets what
  /// counts the own changes outside of it: only the hub can tell.
  func putBack(_ device: String) throws {
    try check(Program.run("/bin/sh", ["-c", "set -e; \(commandToPutBack(device))"]))
  }

  /// The same, for a shell.
  func commandToPutBack(_ device: String) -> String {
    """
    cat '\(kept(device))' > '\(database(device))'
    for lease in '\(root)'/state/fieldbook/lease/*; do echo 00000000000000000001 > "$lease"; done
    """
  }
}

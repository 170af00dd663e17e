/// What is wrong with a file that somebody gave to a diagnosis; it was left alone.
package struct GivenFileFault: Error, Equatable, Sendable {
  /// A stable word for scripts.
  package let code: String
  package let message: String
  package let hint: String

  init(_ code: String, _ message: String, hint: String) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  static func missing(_ path: String) -> Self {
    Self("no_file", "There is no file \(path).", hint: "Check the name.")
  }

  static func notFile(_ path: String) -> Self {
    Self(
      "no_file", "\(path) is no file.",
      hint: "Name the database in the replica's directory: fieldbook.sqlite, or a hub's hub.sqlite."
    )
  }

  static func closed(_ path: String) -> Self {
    Self(
      "unreadable_file", "\(path) cannot be read or copied.",
      hint: "Check its owner and mode, and whether its disk still answers.")
  }

  static func unreadable(_ path: String) -> Self {
    Self(
      "damaged_file", "The database \(path) holds something that cannot be read.",
      hint: "Run fieldbook doctor where it comes from.")
  }

  /// The fault of a given file; nil for what is not the file's fault.
  init?(_ error: StoreError, path: String) {
    switch error {
    case .missing: self = .missing(path)
    case .foreign:
      self.init(
        "foreign_file", "\(path) is no replica's database.",
        hint:
          "Name a replica's fieldbook.sqlite or a hub's hub.sqlite; diagnose merge takes bundles too."
      )
    case .damaged(_, let detail):
      self.init(
        "damaged_file", "The database \(path) is damaged: \(detail).",
        hint: "Copy it again, with its -wal file, while no program writes it.")
    case .newer(_, let version, let supported):
      self.init(
        "newer_database",
        "A newer program wrote \(path): its form is \(version), this program knows \(supported).",
        hint: "Update this program.")
    case .newerContent(_, let columns):
      self.init(
        "newer_database",
        "A newer program wrote fields into \(path) that this one does not know: "
          + "\(columns.joined(separator: ", ")).",
        hint: "Update this program.")
    case .busy:
      self.init(
        "busy_file", "\(path) was written again and again while it was copied.",
        hint: "Try again when the program that writes it is done.")
    case .exists, .diskFull, .readOnly, .disk, .notDurable: return nil
    }
  }
}

package import SpaceStore

extension HubRefusal {
  /// The refusal that an administrator is told, who may know paths and details that a device may not.
  package init(administrative error: StoreError) {
    switch error {
    case .missing(let path):
      self.init(
        404, "no_hub", "There is no hub at \(path).",
        hint: "Make one with fieldbook-server init, or name another directory with --data DIR.")
    case .exists(let path):
      self.init(
        409, "file_exists", "There is something at \(path) already.",
        hint: "It was left alone; name another one.")
    case .foreign(let path):
      self.init(
        500, "foreign_file", "The file \(path) is no database of a hub.",
        hint: "It was left alone; name the right directory with --data DIR.")
    case .damaged(let path, let detail):
      self.init(
        500, "damaged", "The database \(path) is damaged: \(detail).",
        hint: "Stop the hub, keep a copy of the file and go back to the latest backup.")
    case .newer(let path, let version, let supported):
      self.init(
        500, "newer_database",
        "A newer program wrote \(path): its form is \(version), this program knows \(supported).",
        hint: "It was left alone; update this program.")
    case .newerContent(let path, let columns):
      let names = columns.joined(separator: ", ")
      self.init(
        500, "newer_database",
        "A newer program wrote fields into \(path) that this one does not know: \(names).",
        hint: "It was left alone; update this program.")
    case .busy(let path):
      self.init(
        503, "busy", "Another process uses \(path).",
        hint: "Nothing was written; try again when it is done.")
    case .diskFull(let path):
      self.init(
        507, "disk_full", "The disk has no room for \(path).",
        hint: "Nothing was written; make room and run the command again.")
    case .readOnly(let path):
      self.init(
        507, "read_only", "\(path) cannot be written.",
        hint: "Nothing was written; check the owner and mode of the directory and the disk.")
    case .disk(let path, let detail):
      self.init(
        507, "disk_error", "The disk failed at \(path): \(detail).",
        hint: "Nothing was written; check the disk and the directory's mode.")
    case .notDurable(let path):
      self.init(
        507, "not_durable", "\(path) lies where a write may not survive a power cut.",
        hint: "Nothing was written; use another disk.")
    }
  }
}

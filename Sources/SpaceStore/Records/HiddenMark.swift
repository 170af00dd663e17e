internal import SyncCore

/// The `_hidden` column: why views leave a record out.
enum HiddenMark: Int64 {
  case visible = 0
  case deleted = 1
  case quarantined = 2

  init(_ life: Life) {
    switch life {
    case .alive, .contested: self = .visible
    case .deleted: self = .deleted
    case .quarantined: self = .quarantined
    }
  }
}

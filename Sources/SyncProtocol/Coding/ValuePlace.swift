internal import SyncCore

/// Where a value stands, which says what it may be.
enum ValuePlace {
  /// In a write: anything.
  case write
  /// In a cell, live or past: anything but ``Value/absent``.
  case sibling
  /// In a base or a column: neither a version of a text nor ``Value/absent``.
  case plain

  func allows(_ value: Value) -> Bool {
    switch value {
    case .absent: self == .write
    case .prose: self != .plain
    default: true
    }
  }
}

extension Value {
  /// Whether a write over these dots may hold the value: a patch is one of what was shown.
  func isAllowed(over supersedes: [Dot]) -> Bool {
    guard case .prose(.patch(let patch)) = self else { return true }
    return supersedes.contains(patch.base)
  }
}

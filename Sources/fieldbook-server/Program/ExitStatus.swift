/// How the program ends: the numbers that scripts rely on.
enum ExitStatus: Int32 {
  case done = 0
  /// Findings, or nothing found.
  case findings = 1
  /// The command line says something that cannot be.
  case usage = 2
  /// The running hub does not answer.
  case unreachable = 4
  /// A running hub is in the way.
  case refused = 5
  /// The database is damaged, or is none of a hub.
  case damaged = 6
  /// The disk is full or read-only.
  case disk = 7
}

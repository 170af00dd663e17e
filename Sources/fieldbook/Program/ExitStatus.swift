/// How the program ends: the numbers that scripts rely on.
enum ExitStatus: Int32 {
  case done = 0
  /// Findings, or nothing found.
  case findings = 1
  /// The command line says something that cannot be.
  case usage = 2
  /// Conflicts wait for a person.
  case conflicts = 3
  case unreachable = 4
  /// Refused by the hub, or because the hub would refuse it.
  case refused = 5
  /// The replica is damaged, or is none.
  case damaged = 6
  /// The disk is full or read-only.
  case disk = 7
}

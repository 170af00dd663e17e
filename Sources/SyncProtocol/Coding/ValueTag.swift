/// The byte that says what kind of value follows; 12 and above are kinds of newer programs.
package enum ValueTag: UInt8, Sendable {
  case null = 0
  case `false` = 1
  case `true` = 2
  case number = 3
  case text = 4
  case day = 5
  case reference = 6
  case bytes = 7
  case group = 8
  case deleted = 9
  case prose = 10
  case absent = 11

  /// The first tag whose value is length-prefixed and kept as it is.
  package static let firstUnknown: UInt8 = 12
}

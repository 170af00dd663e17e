package import SyncCore

/// Finds what somebody may have meant.
package enum Spelling {
  /// More suggestions than these are no help.
  private static let maximumSuggestions = 3

  /// The known names that differ from `name` in few letters or begin with it; the nearest first.
  package static func nearest(to name: Text, among known: some Sequence<Text>) -> [Text] {
    let typed = Array(FieldType.lowercased(name.string).utf8)
    guard !typed.isEmpty else { return [] }
    let allowed = max(1, typed.count / 3)
    let ranked = Set(known).compactMap { candidate -> (distance: Int, name: Text)? in
      let letters = Array(FieldType.lowercased(candidate.string).utf8)
      if letters.starts(with: typed) { return (0, candidate) }
      let distance = distance(typed, letters)
      return distance <= allowed ? (distance, candidate) : nil
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(maximumSuggestions).map(\.name)
  }

  /// The number of bytes to insert, delete, replace or swap with a neighbour.
  ///
  /// Source: Damerau, "A Technique for Computer Detection and Correction of Spelling Errors", 1964.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let replacement = last[column] + (left[row] == right[column] ? 0 : 1)
        var least = min(replacement, last[column + 1] + 1, current[column] + 1)
        let isSwap =
          row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
        if isSwap { least = min(least, beforeLast[column - 1] + 1) }
        current.append(least)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}

internal import SyncCore

/// The changes that a replica holds of one space: for each author the line of its changes.
///
/// A version vector cannot tell two lines of one author apart; this can.
struct Applied: Equatable {
  /// For each author, in the journal's order of authors, the entries by sequence from 1.
  private(set) var lines: [[Int]] = []

  func line(of author: Int) -> [Int] { author < lines.count ? lines[author] : [] }

  func contains(_ entry: Journal.Entry) -> Bool {
    guard entry.author < lines.count else { return false }
    let line = lines[entry.author]
    let index = entry.line.count - 1
    return index < line.count && line[index] == entry.index
  }

  func contains(dot: Dot, of author: Int) -> Bool {
    author < lines.count && dot.sequence <= UInt64(lines[author].count)
  }

  /// Takes an author's line over.
  mutating func set(_ line: [Int], of author: Int) {
    while lines.count <= author { lines.append([]) }
    lines[author] = line
  }

  /// The entries that are in this and not in `other`.
  func subtracting(_ other: Applied) -> [Int] {
    var left: [Int] = []
    for (author, line) in lines.enumerated() {
      let known = other.line(of: author)
      var common = min(line.count, known.count)
      // Lines differ at their ends alone, unless one identity was used twice.
      while common > 0, line[common - 1] != known[common - 1] { common -= 1 }
      left += line[common...]
    }
    return left
  }

  func covers(_ other: Applied) -> Bool {
    for (author, line) in other.lines.enumerated() where !line.isEmpty {
      let own = self.line(of: author)
      guard own.count >= line.count, own[line.count - 1] == line[line.count - 1] else {
        return false
      }
    }
    return true
  }
}

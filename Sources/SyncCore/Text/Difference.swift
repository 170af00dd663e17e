/// One place in which two sequences differ: `old` went, `new` came; what stands between two
/// differences is the same in both.
struct Difference: Hashable {
  let old: Range<Int>
  let new: Range<Int>

  var isInsertion: Bool { old.isEmpty }

  /// How many tokens may go and come before two sequences count as wholly different.
  ///
  /// The search takes time and memory of its square, a few megabytes here; a text with more
  /// differences is no edit of the other.
  static let maximumDistance = 1_024

  /// The differences, ascending: as few tokens as possible go and come.
  ///
  /// Where a difference could stand in several places, it stands as late as possible.
  /// Beyond ``maximumDistance`` everything between the common beginning and the common end is one.
  ///
  /// Source: Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
  static func between(_ old: [Int], _ new: [Int]) -> [Difference] {
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var oldEnd = old.count
    var newEnd = new.count
    while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
      oldEnd -= 1
      newEnd -= 1
    }
    if start == oldEnd, start == newEnd { return [] }
    var differences = [Difference(old: start..<oldEnd, new: start..<newEnd)]
    if start < oldEnd, start < newEnd {
      var path = EditPath(old[start..<oldEnd], new[start..<newEnd])
      if let found = path.differences(offset: start) { differences = found }
    }
    return settled(differences, old, new)
  }

  /// Moves insertions and deletions as late as they can stand, and joins those that then touch.
  private static func settled(
    _ differences: [Difference], _ old: [Int], _ new: [Int]
  ) -> [Difference] {
    var settled: [Difference] = []
    for difference in differences.reversed() {
      let limit = settled.last?.old.lowerBound ?? old.count
      var (gone, come) = (difference.old, difference.new)
      if gone.isEmpty {
        while gone.lowerBound < limit, old[gone.lowerBound] == new[come.lowerBound] {
          gone = gone.lowerBound + 1..<gone.lowerBound + 1
          come = come.lowerBound + 1..<come.upperBound + 1
        }
      } else if come.isEmpty {
        while gone.upperBound < limit, old[gone.lowerBound] == old[gone.upperBound] {
          gone = gone.lowerBound + 1..<gone.upperBound + 1
          come = come.lowerBound + 1..<come.lowerBound + 1
        }
      }
      if let next = settled.last, next.old.lowerBound == gone.upperBound {
        settled[settled.count - 1] = Difference(
          old: gone.lowerBound..<next.old.upperBound, new: come.lowerBound..<next.new.upperBound)
      } else {
        settled.append(Difference(old: gone, new: come))
      }
    }
    return settled.reversed()
  }
}

/// The search for the shortest way from one sequence to another.
private struct EditPath {
  private let old: [Int]
  private let new: [Int]
  /// For each distance the furthest positions in `old`, by diagonal from −distance to distance.
  private var furthest: [[Int32]] = []

  init(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) {
    self.old = Array(old)
    self.new = Array(new)
  }

  /// Nil where the way is too long.
  mutating func differences(offset: Int) -> [Difference]? {
    guard let distance = search() else { return nil }
    var isOldKept = [Bool](repeating: true, count: old.count)
    var isNewKept = [Bool](repeating: true, count: new.count)
    var diagonal = old.count - new.count
    for step in stride(from: distance, to: 0, by: -1) {
      let isDown = comesFromAbove(diagonal, step)
      let previous = isDown ? diagonal + 1 : diagonal - 1
      let x = position(previous, step - 1)
      if isDown { isNewKept[x - previous] = false } else { isOldKept[x] = false }
      diagonal = previous
    }
    var differences: [Difference] = []
    var (x, y) = (0, 0)
    while x < old.count || y < new.count {
      let (fromX, fromY) = (x, y)
      while x < old.count, !isOldKept[x] { x += 1 }
      while y < new.count, !isNewKept[y] { y += 1 }
      if x > fromX || y > fromY {
        differences.append(
          Difference(old: fromX + offset..<x + offset, new: fromY + offset..<y + offset))
      } else {
        x += 1
        y += 1
      }
    }
    return differences
  }

  private mutating func search() -> Int? {
    let limit = min(old.count + new.count, Difference.maximumDistance)
    for step in 0...limit {
      var row = [Int32](repeating: -1, count: 2 * step + 1)
      for diagonal in stride(from: -step, through: step, by: 2) {
        var x = 0
        if step > 0 {
          x =
            comesFromAbove(diagonal, step)
            ? position(diagonal + 1, step - 1) : position(diagonal - 1, step - 1) + 1
        }
        // A diagonal that has left the grid leads nowhere.
        if x > old.count || x - diagonal > new.count {
          row[diagonal + step] = Int32(clamping: x)
          continue
        }
        while x < old.count, x - diagonal < new.count, old[x] == new[x - diagonal] { x += 1 }
        row[diagonal + step] = Int32(clamping: x)
        if x >= old.count, x - diagonal >= new.count {
          furthest.append(row)
          return step
        }
      }
      furthest.append(row)
    }
    return nil
  }

  /// Whether the furthest way to a diagonal ends with an insertion.
  private func comesFromAbove(_ diagonal: Int, _ step: Int) -> Bool {
    if diagonal == -step { return true }
    if diagonal == step { return false }
    return position(diagonal - 1, step - 1) < position(diagonal + 1, step - 1)
  }

  private func position(_ diagonal: Int, _ step: Int) -> Int {
    Int(furthest[step][diagonal + step])
  }
}

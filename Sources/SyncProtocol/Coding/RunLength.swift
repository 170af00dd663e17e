/// A column whose neighbours are often equal: each value with the number of its repetitions.
enum RunLength {
  /// The runs of equal neighbours.
  static func runs<Element: Equatable>(_ values: [Element]) -> [(value: Element, count: Int)] {
    var runs: [(value: Element, count: Int)] = []
    for value in values {
      if runs.last?.value == value {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((value, 1))
      }
    }
    return runs
  }
}

extension ByteReader {
  /// The length of a run that must fit into what is left of its column.
  mutating func runLength(left: Int) throws(ProtocolError) -> Int {
    let start = position
    let count = try count("run", limit: left)
    guard count > 0 else { throw .invalid(what: "empty run", at: start) }
    return count
  }

  /// The places of the flags that are set in a column of `count`.
  ///
  /// The column is the lengths of its runs: set, not set, set … Work follows what is set.
  mutating func places(_ count: Int) throws(ProtocolError) -> [Int] {
    var places: [Int] = []
    var next = 0
    var isSet = true
    while next < count {
      // Only the first run may be empty: where the column begins with a flag that is not set.
      let length =
        next == 0 && isSet
        ? try self.count("run", limit: count) : try runLength(left: count - next)
      if isSet { places += next..<next + length }
      next += length
      isSet.toggle()
    }
    return places
  }
}

extension ByteWriter {
  mutating func flags(_ flags: [Bool]) {
    if flags.first == false { count(0) }
    for run in RunLength.runs(flags) { count(run.count) }
  }
}

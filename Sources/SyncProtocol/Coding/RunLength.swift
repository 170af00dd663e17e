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

  /// A column of flags: the lengths of the runs of true, false, true … that sum up to `count`.
  mutating func flags(_ count: Int) throws(ProtocolError) -> [Bool] {
    var flags: [Bool] = []
    var flag = true
    while flags.count < count {
      // Only the first run may be empty: where the column begins with false.
      let length =
        flags.isEmpty && flag
        ? try self.count("run", limit: count) : try runLength(left: count - flags.count)
      flags += repeatElement(flag, count: length)
      flag.toggle()
    }
    return flags
  }
}

extension ByteWriter {
  mutating func flags(_ flags: [Bool]) {
    if flags.first == false { count(0) }
    for run in RunLength.runs(flags) { count(run.count) }
  }
}

import SyncTesting
import Testing

@testable import SyncCore

@Suite struct `The differences of two sequences` {
  /// Every sequence of at most `length` of the numbers 0 and 1.
  static func sequences(upTo length: Int) -> [[Int]] {
    var all: [[Int]] = [[]]
    var last: [[Int]] = [[]]
    for _ in 0..<length {
      last = last.flatMap { [$0 + [0], $0 + [1]] }
      all += last
    }
    return all
  }

  /// The least number of tokens that go and come, by the textbook's table.
  private func distance(_ old: [Int], _ new: [Int]) -> Int {
    var last = Array(0...new.count)
    for row in old.indices {
      var current = [row + 1]
      for column in new.indices {
        let least =
          old[row] == new[column]
          ? last[column] : min(last[column + 1], current[column]) + 1
        current.append(least)
      }
      last = current
    }
    return last[new.count]
  }

  private func check(_ old: [Int], _ new: [Int]) {
    let differences = Difference.between(old, new)
    var rebuilt: [Int] = []
    var position = 0
    for difference in differences {
      #expect(difference.old.lowerBound > position || position == 0, "\(old) \(new)")
      #expect(!difference.old.isEmpty || !difference.new.isEmpty)
      rebuilt += old[position..<difference.old.lowerBound]
      #expect(rebuilt.count == difference.new.lowerBound)
      rebuilt += new[difference.new]
      position = difference.old.upperBound
    }
    rebuilt += old[position...]
    #expect(rebuilt == new, "\(old) \(new)")
    let size = differences.reduce(0) { $0 + $1.old.count + $1.new.count }
    #expect(size == distance(old, new), "\(old) \(new)")
  }

  @Test func `lead from one to the other by the shortest way`() {
    let sequences = Self.sequences(upTo: 6)
    for old in sequences {
      for new in sequences { check(old, new) }
    }
  }

  @Test(arguments: Seed.first(300))
  func `are right for longer sequences too`(seed: Seed) {
    var generator = seed.generator
    let letters = Int.random(in: 2...8, using: &generator)
    let (old, new) = (
      (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        Int.random(in: 0..<letters, using: &generator)
      },
      (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        Int.random(in: 0..<letters, using: &generator)
      }
    )
    check(old, new)
  }

  @Test func `stand as late as they can`() {
    #expect(
      Difference.between([1, 2, 1, 2], [1, 2, 1, 2, 1, 2]) == [
        Difference(old: 4..<4, new: 4..<6)
      ])
    #expect(Difference.between([7, 7, 8], [7, 8]) == [Difference(old: 1..<2, new: 1..<1)])
  }

  @Test func `are one where there are too many`() {
    let count = Difference.maximumDistance
    let old = Array(0..<count)
    let new = Array(count..<2 * count)
    #expect(
      Difference.between([-1] + old + [-2], [-1] + new + [-2]) == [
        Difference(old: 1..<count + 1, new: 1..<count + 1)
      ])
  }
}

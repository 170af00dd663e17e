import SyncCore
import SyncProtocol

/// Applying field writes to records in memory.
struct MergeCoreCase: BenchCase {
  static let name = "merge"
  static let about = "field writes that the merge core applies in memory, one core"

  private static let goal = Goal.atLeast(1_000_000)

  func run(_ lab: Lab) async throws -> [Measurement] {
    let changes = EditedChanges(lab.data, lab.edits).changes
    var rates: [Double] = []
    var digests: Set<String> = []
    for _ in 0..<lab.repeats {
      var records: [RecordKey: Record] = [:]
      var vector = VersionVector()
      var writes = 0
      let seconds = Timing.seconds {
        for change in changes {
          guard change.admission(after: nil, vector: vector) != .fork else { continue }
          vector.insert(change.dot)
          for write in change.writes {
            records[write.key, default: Record(write.key)].apply(write, dot: change.dot)
            writes += 1
          }
        }
      }
      rates.append(Double(writes) / seconds)
      digests.insert(StateDigest.text(records.values))
      guard writes == changes.reduce(0, { $0 + $1.writes.count }), digests.count == 1 else {
        throw BenchFault("a write is missing, or two runs differ")
      }
    }
    return [Measurement(name: Self.name, value: rates.median, unit: .perSecond, goal: Self.goal)]
  }
}

import SyncCore
import SyncProtocol

/// Where the bytes of a push go: the same changes encoded with and without a part of them.
struct ChangeBytesCase: BenchCase {
  static let name = "bytes"
  static let about = "bytes per change on the wire: values, causality, ids and the rest, signature"

  /// The signature and the salt of the run's hash: neither can be compressed.
  private static let signature = 64.0 + 16.0

  func run(_ lab: Lab) async throws -> [Measurement] {
    let edited = EditedChanges(lab.data, lab.edits)
    let all = edited.changes.dropFirst(edited.recordChangeCount)
    let one = all.prefix(1)
    let many = all.prefix(EditStream.usualEdits)
    return try Self.parts(of: Array(one), "one edit", pushes: 1)
      + Self.parts(of: Array(many), "\(many.count) edits", pushes: 1)
  }

  private static func parts(
    of changes: [Change], _ what: String, pushes: Double
  ) throws -> [Measurement] {
    let whole = try size(of: changes)
    let withoutValues = changes.map { $0.mapWrites { $0.withoutValue } }
    let bare = withoutValues.map { $0.withoutCausality }
    let values = whole - (try size(of: withoutValues))
    let rest = try size(of: bare)
    let causality = whole - values - rest
    let count = Double(changes.count)
    return [
      ("values and bases", values), ("causality", causality), ("ids, fields, times", rest),
      ("signature", signature * pushes),
    ].map { part, bytes in
      Measurement(
        name: "\(name)/\(what): \(part)", value: bytes / count, unit: .bytes, note: "per change")
    }
  }

  /// The block's bytes between two sides that know all records and replicas by number.
  private static func size(of changes: [Change]) throws -> Double {
    let replica = changes[0].dot.replica
    let prefix = [UInt8](repeating: 0xA5, count: ChangeRun.chainPrefixByteCount)
    let batch = ChangeBatch(
      runs: [ChangeRun(replica: replica, chainPrefix: prefix, changes: changes)])
    let naming = NumberedNaming(Set(changes.flatMap(\.writes).map(\.key)))
    return Double(try batch.encode(naming: naming).block.count)
  }
}

/// Numbers for all records of a batch, as a hub gives them.
private struct NumberedNaming: WireNaming {
  private let numbers: [RecordKey: UInt64]

  init(_ records: Set<RecordKey>) {
    numbers = Dictionary(
      uniqueKeysWithValues: records.sorted().enumerated().map { ($1, UInt64($0) + 1) })
  }

  func name(of record: RecordKey) -> WireName {
    WireName(number: numbers[record] ?? 0, isKnown: true)
  }
  func name(of replica: ReplicaID) -> WireName {
    WireName(number: replica.rawValue, isKnown: true)
  }
  func record(number: UInt64) -> RecordKey? { nil }
  func replica(number: UInt64) -> ReplicaID? { nil }
}

extension Change {
  fileprivate func mapWrites(_ transform: (Write) -> Write) -> Change {
    Change(
      dot: dot, dependencies: dependencies, time: time, actor: actor, clockOffset: clockOffset,
      intent: intent, note: note, origin: origin, writes: writes.map(transform),
      extensions: extensions)
  }

  fileprivate var withoutCausality: Change {
    let bare = mapWrites { Write($0.key, $0.field, supersedes: [], value: $0.value) }
    return Change(
      dot: bare.dot, dependencies: [], time: time, actor: actor, clockOffset: clockOffset,
      intent: intent, note: note, origin: origin, writes: bare.writes, extensions: extensions)
  }
}

extension Write {
  fileprivate var withoutValue: Write {
    Write(key, field, supersedes: supersedes, value: .null)
  }
}

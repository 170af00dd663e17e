import SyncCore

/// The edits as changes of five replicas over records that a sixth one wrote: what a device receives.
struct EditedChanges {
  /// The replica that wrote all records at first.
  static let author = ReplicaID(rawValue: 1_000)

  /// The records' own changes, one for each account, then the edits in turns.
  let changes: [Change]
  /// How many of ``changes`` bring the records.
  let recordChangeCount: Int

  init(_ data: DataSet, _ edits: EditStream) {
    var live: [RecordKey: [Text: Dot]] = [:]
    var changes: [Change] = []
    for (index, records) in data.accounts.enumerated() {
      let dot = Dot(Self.author, UInt64(index) + 1)
      var writes: [Write] = []
      for record in records {
        let key = Self.key(of: record)
        for (field, value) in record.values.sorted(by: { $0.key < $1.key }) {
          writes.append(Write(key, field, supersedes: [], value: value))
          live[key, default: [:]][field] = dot
        }
        writes.append(Write(key, Field.life, supersedes: [], value: .boolean(true)))
      }
      changes.append(Self.change(dot, writes, at: index, dependencies: []))
    }
    recordChangeCount = changes.count
    let whole = [Dot(Self.author, UInt64(data.accounts.count))]
    for (device, stream) in edits.devices.enumerated() {
      var live = live
      for (index, edit) in stream.enumerated() {
        let dot = Dot(ReplicaID(rawValue: UInt64(device) + 1), UInt64(index) + 1)
        let key = Self.key(of: data.accounts[edit.account][edit.record])
        let shown = live[key]?[edit.field.name]
        live[key, default: [:]][edit.field.name] = dot
        let write = Write(
          key, edit.field.name, supersedes: shown.map { [$0] } ?? [], value: edit.value)
        changes.append(
          Self.change(dot, [write], at: index, dependencies: index == 0 ? whole : []))
      }
    }
    self.changes = changes
  }

  /// By the id that was drawn: all accounts are in one space here, where derived ones would meet.
  private static func key(of record: WorkRecord) -> RecordKey {
    RecordKey(record.kind.name, record.drawnID)
  }

  private static func change(
    _ dot: Dot, _ writes: [Write], at index: Int, dependencies: [Dot]
  ) -> Change {
    let start: Int64 = 1_767_225_600_000
    let pace: Int64 = 30_017
    return Change(
      dot: dot, dependencies: dependencies,
      time: HybridTime(milliseconds: start + Int64(index) * pace, counter: 0),
      actor: Text("user\(dot.replica.rawValue)"), clockOffset: 0, intent: .edit, note: nil,
      origin: nil, writes: writes, extensions: [])
  }
}

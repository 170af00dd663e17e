import DeviceSync
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// How soon an edit is on another device that waits for it.
struct LatencyCase: BenchCase {
  static let name = "latency"
  static let about = "from a commit on one device to the change being applied on another that waits"

  private static let edits = 200
  private static let timeGoal = Goal.atMost(5)
  private static let bytesGoal = Goal.atMost(64)
  private static let millisecondsPerSecond = 1_000.0

  func run(_ lab: Lab) async throws -> [Measurement] {
    let hub = try BenchHub(lab)
    let anna = try BenchDevice("anna", lab)
    let ben = try BenchDevice("ben", lab)
    return try await hub.serving { url in
      for device in [anna, ben] {
        try await device.enrol(url, invite: try await hub.invite(device.user))
      }
      let data = DataSet(accounts: 1)
      let spaces = try anna.load(data, sharedWith: ["ben"])
      for device in [anna, ben] { _ = try await device.synchronizer.run() }
      let (sent, tellsSent) = AsyncStream<SyncReport>.makeStream()
      let (received, tellsReceived) = AsyncStream<SyncReport>.makeStream()
      let measured = try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await Self.follow(anna, tellsSent) }
        group.addTask { try await Self.follow(ben, tellsReceived) }
        defer { group.cancelAll() }
        var uploads = sent.makeAsyncIterator()
        var arrivals = received.makeAsyncIterator()
        var seconds: [Double] = []
        var bytes: [Double] = []
        for number in 1...Self.edits {
          let start = try Self.edit(anna, data, spaces, lab, amount: number)
          repeat {
            guard let report = await arrivals.next() else { throw BenchFault("ben stopped") }
            if report.summary.receivedCount > 0 { break }
          } while true
          seconds.append(Timing.seconds(since: start))
          guard let report = await uploads.next() else { throw BenchFault("anna stopped") }
          bytes.append(Double(report.bytesUp))
        }
        return Self.measurements(seconds, bytes)
      }
      try Conservation.check(
        [anna.states(spaces), ben.states(spaces), hub.states(spaces)], changes: 1 + Self.edits)
      return measured
    }
  }

  private static func measurements(_ seconds: [Double], _ bytes: [Double]) -> [Measurement] {
    let milliseconds = seconds.map { $0 * millisecondsPerSecond }
    return [
      Measurement(
        name: "latency/p50", value: milliseconds.median, unit: .milliseconds, goal: timeGoal),
      Measurement(name: "latency/p99", value: milliseconds.percentile(99), unit: .milliseconds),
      Measurement(
        name: "latency/bytes up", value: bytes.median - signatureBytes, unit: .bytes,
        goal: bytesGoal, note: "without the signature and its salt"),
    ]
  }

  /// The signature and the salt of the run's hash: neither can be compressed.
  private static let signatureBytes = 64.0 + 16.0

  private static func follow(
    _ device: BenchDevice, _ reports: AsyncStream<SyncReport>.Continuation
  ) async throws {
    try await device.synchronizer.follow { event in
      if case .synced(let report) = event { reports.yield(report) }
    }
  }

  /// Changes an amount and wakes the watcher; returns when the commit was done.
  private static func edit(
    _ device: BenchDevice, _ data: DataSet, _ spaces: [SpaceID], _ lab: Lab, amount: Int
  ) throws -> ContinuousClock.Instant {
    let edit = try WorkEdit.amount(Number(whole: amount), in: data)
    let store = try device.open()
    let editor = Editor(store: store, data: data, spaces: spaces, newID: lab.newID)
    try editor.make(edit)
    let committed = ContinuousClock.now
    try store.close()
    CommitSocket.poke(directory: device.directory)
    return committed
  }
}

extension WorkEdit {
  /// An edit of the first opportunity's amount.
  static func amount(_ amount: Number, in data: DataSet) throws -> WorkEdit {
    let field: Text = "money"
    let records = data.accounts[0]
    guard let index = records.firstIndex(where: { $0.kind.field(field) != nil }),
      let money = records[index].kind.field(field),
      case .group(let group) = records[index].values[field] ?? .null
    else { throw BenchFault("no record has an amount") }
    return WorkEdit(
      device: 0, account: 0, record: index, field: money, member: nil,
      value: .group(group.replacing(["amount": .number(amount)])))
  }
}

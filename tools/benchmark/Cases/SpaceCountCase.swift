import DeviceSync
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// Whether a sync costs more where the hub has more spaces that do not concern it.
struct SpaceCountCase: BenchCase {
  static let name = "spaces"
  static let about =
    "the hub's cost of one sync with 1,000, 10,000 and 100,000 spaces in its database"

  private static let counts = [1_000, 10_000, 100_000]
  /// The median counts of so many edits that are sent and acknowledged.
  private static let edits = 300
  private static let goal = Goal.ratioAtMost(1.2)
  private static let microsecondsPerSecond = 1e6

  func run(_ lab: Lab) async throws -> [Measurement] {
    var worlds: [World] = []
    for count in Self.counts { worlds.append(try await World(spaces: count, lab)) }
    var seconds = [[Double]](repeating: [], count: worlds.count)
    // In turns, so that a machine that is busy for a while is so for all of them.
    for number in 1...Self.edits {
      for (place, world) in worlds.enumerated() {
        seconds[place].append(try await world.cost(ofAmount: number, lab))
      }
    }
    for world in worlds { try world.check(edits: Self.edits) }
    let floor = seconds[0].median * Self.microsecondsPerSecond
    return zip(Self.counts, seconds).map { count, seconds in
      let isFloor = count == Self.counts[0]
      return Measurement(
        name: "spaces/\(count)", value: seconds.median * Self.microsecondsPerSecond,
        unit: .microseconds, floor: isFloor ? nil : floor, goal: isFloor ? .none : Self.goal,
        note: isFloor ? "" : "floor: with \(Self.counts[0]) spaces")
    }
  }

  /// A hub with so many spaces, and a device that knows one of them.
  private struct World {
    private let hub: BenchHub
    private let anna: BenchDevice
    private let data = DataSet(accounts: 1)
    private let spaces: [SpaceID]

    init(spaces count: Int, _ lab: Lab) async throws {
      let hub = try BenchHub(lab)
      let anna = try BenchDevice("anna", lab)
      let data = data
      spaces = try await hub.serving { url in
        try await anna.enrol(url, invite: try await hub.invite("anna"))
        let spaces = try anna.load(data)
        _ = try await anna.synchronizer.run()
        return spaces
      }
      try hub.addSpaces(count, dice: lab.dice)
      self.hub = hub
      self.anna = anna
    }

    func check(edits: Int) throws {
      try Conservation.check([anna.states(spaces), hub.states(spaces)], changes: 1 + edits)
    }

    /// Processor seconds of the hub for one edit that is sent and acknowledged.
    func cost(ofAmount number: Int, _ lab: Lab) async throws -> Double {
      let store = try anna.open()
      let editor = Editor(store: store, data: data, spaces: spaces, newID: lab.newID)
      try editor.make(WorkEdit.amount(Number(whole: number), in: data))
      try store.close()
      let before = hub.processorSeconds
      _ = try await anna.sync(with: hub)
      return hub.processorSeconds - before
    }
  }
}

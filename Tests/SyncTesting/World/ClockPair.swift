internal import SyncCore
internal import SyncSession

/// One world twice: with true clocks and with clocks that are wrong by decades.
///
/// What clocks decide is left out of it: people choose without regard to time, and nothing is
/// dropped for its age.
package enum ClockPair {
  /// What differs; nil where the two end alike.
  package static func finding(_ seed: Seed) -> Finding? {
    let truth = World.run(scenario(seed, skew: .none))
    let wrong = World.run(scenario(seed, skew: .decades))
    if let finding = truth.finding ?? wrong.finding { return finding }
    guard truth.timelessState == wrong.timelessState else {
      return Finding(.clockIndependence, "seed \(seed.rawValue) ends otherwise under wrong clocks")
    }
    return nil
  }

  private static func scenario(_ seed: Seed, skew: Knobs.Skew) -> Scenario {
    let operations = Scenario(seed).operations.filter { operation in
      switch operation {
      case .setClock: skew != .none
      // New ids are given out in the order of time; what is old is dropped by time.
      case .clone, .backUp, .restore, .backUpHub, .restoreHub, .housekeep, .bundle: false
      default: true
      }
    }
    var scenario = Scenario(seed, operations)
    scenario.knobs.skew = skew
    scenario.knobs.isClockBlind = true
    // Times have different lengths: no limit may depend on them.
    scenario.knobs.initiator = InitiatorConfiguration()
    scenario.knobs.responder = ResponderConfiguration()
    return scenario
  }
}

extension World {
  /// What the hub holds, without anything that a clock decides.
  var timelessState: [String] {
    spaces.compactMap { hub.spaces[$0]?.content }.flatMap { content in
      content.records.values.sorted { $0.key < $1.key }.flatMap { record in
        record.cells.sorted { $0.key < $1.key }.flatMap { field, cell in
          cell.siblings.map { "\(record.key).\(field) \($0.dot) \($0.value)" }
        }
      }
    }
  }
}

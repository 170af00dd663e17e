/// Makes up the operations of a seed: some kinds of them, some kinds of faults, in some proportion.
///
/// A fault that is always on hides what shows only without it; so each seed has a subset, and many
/// have none.
struct ScenarioPlan {
  private static let hoursPerDay = 24
  /// The longest that nobody does anything: three years.
  private static let longestRest = 3 * 365 * hoursPerDay

  private var generator: SplitMix64
  private let deviceCount: Int
  private let skew: Knobs.Skew
  /// Parts in a thousand messages that each fault happens to.
  private var faults: [(fault: Fault, part: Int)] = []
  /// Where programs die in this seed.
  private var crashPlaces: [MemoryCrash.Place] = []
  /// Kinds of operations by their weight.
  private var kinds: [(kind: Kind, weight: Int)] = []

  private enum Kind: String, CaseIterable {
    case edit, advance, sync, editor, join, register, grant, late, dropSnapshots, rest, clock
    case crash, crashHub, clone, restore, restoreHub, housekeep, season, upgrade, bundle, forge
    case gathering, speak

    /// In how many of a hundred seeds it is on, and how often it happens there.
    var share: (percent: Int, weight: ClosedRange<Int>) {
      switch self {
      case .edit: (100, 200...400)
      case .advance: (100, 250...500)
      case .sync: (60, 10...60)
      case .editor: (70, 20...80)
      case .join: (60, 5...30)
      case .register: (40, 5...15)
      case .grant: (40, 5...30)
      case .late: (60, 10...20)
      case .dropSnapshots: (40, 5...20)
      case .rest: (60, 5...20)
      case .clock: (30, 5...20)
      case .crash: (40, 10...50)
      case .crashHub: (40, 5...30)
      case .clone: (30, 3...12)
      case .restore: (35, 5...25)
      case .restoreHub: (30, 3...20)
      case .housekeep: (40, 10...40)
      case .season: (25, 5...15)
      case .upgrade: (40, 5...10)
      case .bundle: (40, 10...50)
      case .forge: (30, 5...30)
      case .gathering: (30, 4...12)
      case .speak: (35, 5...15)
      }
    }
  }

  /// The operations of a seed; kinds in `leftOut` do not happen, whatever the seed draws.
  static func operations(_ seed: Seed, leavingOut leftOut: Set<String>) -> [Operation] {
    var plan = ScenarioPlan(seed)
    plan.kinds.removeAll { leftOut.contains($0.kind.rawValue) }
    let isLong = plan.generator.isOneOf(1, in: 10)
    let count = Int.random(in: isLong ? 250...600 : 100...250, using: &plan.generator)
    var operations: [Operation] = []
    while operations.count < count { operations += plan.phase() }
    return Array(operations.prefix(count))
  }

  private init(_ seed: Seed) {
    // Other numbers than the knobs take.
    generator = SplitMix64(Seed(rawValue: ~seed.rawValue))
    let knobs = Knobs(seed)
    deviceCount = knobs.deviceCount
    skew = knobs.skew
    let isCalm = generator.isOneOf(1, in: 6)
    for fault in Fault.allCases {
      let isOn = generator.isOneOf(2, in: 5)
      let part = Int.random(in: 20...150, using: &generator)
      if isOn, !isCalm { faults.append((fault, part)) }
    }
    crashPlaces = MemoryCrash.Place.allCases.filter { _ in generator.isOneOf(1, in: 2) }
    for kind in Kind.allCases {
      let isOn = Int.random(in: 0..<100, using: &generator) < kind.share.percent
      let weight = Int.random(in: kind.share.weight, using: &generator)
      if isOn { kinds.append((kind, weight)) }
    }
  }

  /// A stretch in which some devices are at work and the others rest.
  private mutating func phase() -> [Operation] {
    let all = Array(0..<(deviceCount + 2))
    let active = all.filter { _ in generator.isOneOf(3, in: 5) }
    let devices = active.isEmpty ? all : active
    var operations: [Operation] = []
    for _ in 0..<Int.random(in: 5...50, using: &generator) {
      guard let device = devices.randomElement(using: &generator) else { continue }
      operations += happen(at: device)
    }
    return operations
  }

  private mutating func happen(at device: Int) -> [Operation] {
    switch draw() {
    case .edit: return [.edit(device, choice: choice())]
    case .advance: return [.advance(device, faults: drawFaults(), choice: choice())]
    case .sync: return [.sync(device)]
    case .editor:
      return [
        generator.isOneOf(2, in: 5)
          ? .open(device, choice: choice()) : .save(device, choice: choice())
      ]
    case .join: return [.join(choice: choice())]
    case .register: return [.register(device, choice: choice())]
    case .grant: return [.grant(choice: choice())]
    case .late: return [.deliverLate]
    case .dropSnapshots: return [.dropSnapshots]
    case .rest:
      let isLong = generator.isOneOf(1, in: 6)
      let most = isLong ? Self.longestRest : 3 * Self.hoursPerDay
      return [.wait(hours: Int.random(in: 1...most, using: &generator))]
    case .clock:
      let skew = generator.isOneOf(1, in: 4) ? Knobs.Skew.decades : skew
      return [.setClock(device, hours: skew.draw(using: &generator))]
    case .crash:
      let (place, count) = drawCrash()
      return [.crash(device, at: place, after: count)]
    case .crashHub:
      let (place, count) = drawCrash()
      return [.crashHub(at: place, after: count)]
    case .clone:
      return [.clone(device, isNoticed: generator.isOneOf(1, in: 2))]
        + aftermath(at: [device, deviceCount, deviceCount + 1])
    case .restore:
      return [.backUp(device)] + aftermath(at: [device])
        + [.restore(device, isNoticed: generator.isOneOf(1, in: 2))] + aftermath(at: [device])
    case .restoreHub:
      if generator.isOneOf(1, in: 2) { return [.backUpHub] }
      return [.restoreHub(isNoticed: generator.isOneOf(1, in: 2))]
        + aftermath(at: Array(0..<deviceCount))
    case .housekeep: return [.housekeep]
    case .season: return season()
    case .forge: return [.forge(device, choice: choice())]
    case .gathering: return gathering(at: device)
    case .speak:
      let dialect = Dialect.allCases.randomElement(using: &generator) ?? .present
      return [
        generator.isOneOf(1, in: 5)
          ? .hubSpeak(dialect) : .speak(device, dialect, choice: choice())
      ]
    case .upgrade: return [.upgrade(device)]
    case .bundle:
      let to = Int.random(in: 0..<(deviceCount + 2), using: &generator)
      return [.bundle(from: device, to: to, choice: choice())]
    }
  }

  /// Half a year and more in which nearly everybody syncs at its ends, and the hub cleans up.
  private mutating func season() -> [Operation] {
    let away = Int.random(in: 0..<(2 * deviceCount), using: &generator)
    let syncs = (0..<deviceCount).filter { $0 != away }.map { Operation.sync($0) }
    let hours = Int.random(in: 181...400, using: &generator) * Self.hoursPerDay
    return syncs + syncs + [.wait(hours: hours)] + syncs + [.housekeep] + syncs + [.housekeep]
  }

  /// Work and conversations over a network at its worst, while histories differ.
  private mutating func aftermath(at devices: [Int]) -> [Operation] {
    guard generator.isOneOf(2, in: 3) else { return [] }
    return (0..<Int.random(in: 4...16, using: &generator)).compactMap { _ in
      guard let device = devices.randomElement(using: &generator) else { return nil }
      return generator.isOneOf(1, in: 5)
        ? .edit(device, choice: choice())
        : .advance(device, faults: drawFaults(times: 3), choice: choice())
    }
  }

  /// People without a network hand bundles around and write on what they were given; now and then
  /// one of them is a copy of another one, which nobody knows.
  private mutating func gathering(at device: Int) -> [Operation] {
    let isCopied = generator.isOneOf(1, in: 2)
    var people = [device, (device + 1) % deviceCount, (device + 2) % deviceCount]
    if isCopied { people[2] = deviceCount }
    var operations: [Operation] = isCopied ? [.clone(device, isNoticed: false)] : []
    for _ in 0..<Int.random(in: 3...8, using: &generator) {
      people.shuffle(using: &generator)
      operations.append(.edit(people[0], choice: choice()))
      if generator.isOneOf(1, in: 3) { operations.append(.edit(people[1], choice: choice())) }
      operations.append(.bundle(from: people[0], to: people[1], choice: choice()))
    }
    return generator.isOneOf(1, in: 2) ? operations + [.sync(people[1])] : operations
  }

  private mutating func draw() -> Kind {
    let sum = kinds.reduce(0) { $0 + $1.weight }
    var left = Int.random(in: 0..<max(sum, 1), using: &generator)
    for (kind, weight) in kinds {
      if left < weight { return kind }
      left -= weight
    }
    return .edit
  }

  private mutating func drawFaults(times: Int = 1) -> [Fault] {
    faults.filter { generator.isOneOf($0.part * times, in: 1000) }.map(\.fault)
  }

  /// Where a program dies: a transaction has a few calls that write, an exchange a few transactions.
  private mutating func drawCrash() -> (place: MemoryCrash.Place, count: Int) {
    let place = crashPlaces.randomElement(using: &generator) ?? .commit
    let most = place == .call ? 60 : 12
    return (place, Int.random(in: 0...most, using: &generator))
  }

  /// A small number, so that a list of operations is easy to read.
  private mutating func choice() -> Int { Int.random(in: 0..<1_000_000, using: &generator) }
}

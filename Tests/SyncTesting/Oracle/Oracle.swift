internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Judges a world by the definitions alone.
///
/// It keeps what every author wrote and was shown, and recomputes from that what every replica must
/// hold. It shares no code with the engine but plain values.
struct Oracle {
  /// Who holds a space: a device by its number, or the hub.
  enum Holder: Hashable, CustomStringConvertible {
    case device(Int)
    case hub

    var description: String {
      switch self {
      case .device(let index): "device \(index)"
      case .hub: "the hub"
      }
    }
  }

  /// A holder's space.
  struct Place: Hashable {
    let holder: Holder
    let space: SpaceID
  }

  /// Of this many looks at a holder's space one is at every cell, the others at what changed.
  static let looksPerWholeLook = 16

  var journals: [SpaceID: Journal] = [:]
  /// What each holder held when it was looked at last.
  var held: [Place: Applied] = [:]
  /// The changes by their hashes that each holder keeps beside its state, since the hub refuses them.
  var setAside: [Place: Set<[UInt8]>] = [:]
  /// The space of each device as it was looked at last.
  var known: [Place: MemoryDeviceSpace] = [:]
  /// What no replica holds any more since a disaster, by the changes that first said it.
  var gone: [SpaceID: Set<Int>] = [:]
  /// How often each check was made.
  private(set) var counts = [Int](repeating: 0, count: Check.allCases.count)
  /// The hub's own names as an author.
  var hubReplicas: Set<ReplicaID> = []
  private var looks = 0
  private var digests: [SpaceID: [[Int]: String]] = [:]

  private static let places = Dictionary(
    uniqueKeysWithValues: Check.allCases.enumerated().map { ($1, $0) })

  mutating func expect(
    _ check: Check, _ holds: Bool, _ finding: @autoclosure () -> String
  ) throws {
    note(check)
    if !holds { throw Finding(check, finding()) }
  }

  /// Counts a check that was made.
  mutating func note(_ check: Check) {
    if let place = Self.places[check] { counts[place] += 1 }
  }

  /// The holder was replaced by an earlier copy of itself: what it held then is all that it must hold.
  mutating func forget(_ holder: Holder) {
    held = held.filter { $0.key.holder != holder }
    setAside = setAside.filter { $0.key.holder != holder }
    known = known.filter { $0.key.holder != holder }
  }

  /// How often each check was made.
  var checkCounts: [Check: Int] {
    Dictionary(uniqueKeysWithValues: zip(Check.allCases, counts))
  }

  /// The entry that a dot names in what a holder held when it was looked at last.
  func entry(_ dot: Dot, of holder: Holder, in space: SpaceID) -> Int? {
    held[Place(holder: holder, space: space)]
      .flatMap { journals[space]?.entry(dot, in: $0)?.index }
  }

  /// What a holder holds now and did not hold before.
  func gained(
    by holder: Holder, in space: SpaceID, since before: Applied
  ) throws -> [Journal.Entry] {
    guard let now = held[Place(holder: holder, space: space)], let journal = journals[space]
    else { return [] }
    return now.subtracting(before).map { journal.entries[$0] }
  }

  /// What must hold of a replica of a space at any time.
  ///
  /// `device` is what a device knows; nil for the hub. Returns the entries that were held and are not
  /// any more under their names.
  @discardableResult
  mutating func look(
    at content: MemorySpace, of holder: Holder, knowing device: DeviceKnowledge? = nil,
    whole: Bool = false
  ) throws -> Set<Int> {
    let space = content.space
    var journal = journals[space] ?? Journal()
    journals[space] = nil  // The one reference: appending must not copy.
    defer { journals[space] = journal }
    device?.firstNew = journal.entries.count
    try learn(content, of: holder, knowing: device, &journal)
    let applied = try applied(content, of: holder, journal)
    let place = Place(holder: holder, space: space)
    let before = held[place] ?? Applied()
    if before == applied, !whole { return [] }
    held[place] = applied
    looks += 1
    let gained = applied.subtracting(before)
    let lost = before.subtracting(applied)
    for index in gained {
      try checkCausality(journal.entries[index], applied, holder, journal)
      try checkForwarding(journal.entries[index], content, holder)
    }
    try checkRetention(lost, applied, place, journal, device)
    if whole || looks.isMultiple(of: Self.looksPerWholeLook) {
      try compare(content, with: journal, at: applied, of: holder)
    } else {
      let touched = Set((gained + lost).flatMap { journal.entries[$0].cells })
      for cell in touched { try compare(cell, of: content, with: journal, at: applied, holder) }
    }
    return Set(lost)
  }

  /// What the replica holds, by its authors' heads.
  private mutating func applied(
    _ content: MemorySpace, of holder: Holder, _ journal: Journal
  ) throws -> Applied {
    var applied = Applied()
    for (replica, head) in content.heads {
      guard let entry = journal.entry(chain: head.chain) else {
        throw Finding(
          .dotUniqueness, "\(holder) has an unknown chain of \(replica) at \(head.sequence)")
      }
      note(.dotUniqueness)
      try expect(
        .contiguity, entry.change.dot == Dot(replica, head.sequence),
        "\(holder) takes \(entry.change.dot) for number \(head.sequence) of \(replica)")
      let others =
        content.heads.isEmpty ? [] : entry.clock(journal).filter { $0.replica != replica }
      try expect(
        .clock, head.clock.entries == others, "\(holder) tells another clock of \(entry.change.dot)"
      )
      applied.set(entry.line, of: entry.author)
    }
    return applied
  }

  private mutating func checkForwarding(
    _ entry: Journal.Entry, _ content: MemorySpace, _ holder: Holder
  ) throws {
    guard entry.change.isStrange, let held = content.log[entry.change.dot] else { return }
    try expect(
      .forwarding, entry.isVerbatim(held.canonical),
      "\(holder) does not hold \(entry.change.dot) byte for byte")
  }

  private mutating func checkCausality(
    _ entry: Journal.Entry, _ applied: Applied, _ holder: Holder, _ journal: Journal
  ) throws {
    try expect(
      .causality, applied.covers(entry.applied),
      "\(holder) holds \(journal.description(of: entry.index)) without "
        + entry.applied.subtracting(applied).map(journal.description).joined(separator: "; "))
  }

  /// What was held is held still, or the same was written again, or it is kept beside the state.
  private mutating func checkRetention(
    _ lost: [Int], _ applied: Applied, _ place: Place, _ journal: Journal,
    _ device: DeviceKnowledge?
  ) throws {
    note(.retention)
    guard !lost.isEmpty else { return }
    let roots = journal.roots(in: applied)
    for index in lost {
      let entry = journal.entries[index]
      // The hub decides about its own changes; one that it forgot is void.
      if case .hub = entry.source { continue }
      if setAside[place]?.contains(entry.hash) ?? false { continue }
      if device?.couldNotKeep(entry, journal) ?? false { continue }
      try expect(
        .retention, roots.contains(entry.root),
        "\(place.holder) no longer holds \(entry.change.dot)")
    }
  }

  private mutating func compare(
    _ content: MemorySpace, with journal: Journal, at applied: Applied, of holder: Holder
  ) throws {
    var count = 0
    for cell in journal.cells.indices {
      try compare(cell, of: content, with: journal, at: applied, holder)
      let expected = journal.expected(cell, at: applied)
      if !expected.siblings.isEmpty || !expected.past.isEmpty { count += 1 }
    }
    let held = content.records.values.reduce(0) { $0 + $1.cells.count }
    try expect(.siblings, held == count, "\(holder) holds \(held) cells, \(count) were written")
    let digest = StateDigest.text(content.records.values)
    let key = applied.lines.map { $0.last ?? -1 }
    let known = digests[content.space]?[key]
    try expect(
      .digest, known == nil || known == digest, "\(holder) has another digest of \(content.space)")
    digests[content.space, default: [:]][key] = digest
  }

  private mutating func compare(
    _ cell: Int, of content: MemorySpace, with journal: Journal, at applied: Applied,
    _ holder: Holder
  ) throws {
    let name = journal.cells[cell]
    let expected = journal.expected(cell, at: applied)
    let held = content.records[name.key]?.cells[name.field]
    try expect(
      .siblings, held?.siblings ?? [] == expected.siblings,
      "\(holder) holds \(held?.siblings.map(\.dot) ?? []) in \(name.key).\(name.field), "
        + "not \(expected.siblings.map(\.dot))")
    try expect(
      .versions, held?.past ?? [] == expected.past,
      "\(holder) keeps versions \(held?.past.map(\.dot) ?? []) of \(name.key).\(name.field), "
        + "not \(expected.past.map(\.dot))")
    for sibling in expected.siblings {
      guard let entry = journal.entry(sibling.dot, in: applied) else { continue }
      try expect(
        .stamps, content.stamp(of: sibling.dot) == entry.stamp,
        "\(holder) lost the stamp of \(sibling.dot)")
    }
  }
}

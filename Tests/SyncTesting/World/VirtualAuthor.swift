internal import SyncCore
internal import SyncSession

/// A person at a device: reads what the product shows and writes on that basis.
struct VirtualAuthor {
  let space: SpaceID
  /// The records of the space.
  private let keys: [RecordKey]
  private let fields: [Text]
  /// Whether choices must not depend on what clocks decided.
  private let isClockBlind: Bool
  /// Whether the program writes values of kinds that no other one knows.
  private let isExtended: Bool
  private let planted: PlantedFault?

  /// `keys` are the records of the space; what belongs to the newer schema is left to who knows it.
  init(
    space: SpaceID, keys: [RecordKey], knowsNewer: Bool, isExtended: Bool, isClockBlind: Bool,
    planted: PlantedFault?
  ) {
    self.space = space
    self.keys = keys.filter { knowsNewer || $0.kind != WorldSchema.newerKind }
    fields = WorldSchema.fields.map(\.name).filter { knowsNewer || $0 != WorldSchema.newerField }
    self.isClockBlind = isClockBlind
    self.isExtended = isExtended
    self.planted = planted
  }

  /// What the person at the device wants to write next.
  func plan(
    in ledger: MemoryDeviceLedger, values: inout ValueSource, using generator: inout SplitMix64
  ) throws -> PlannedEdit {
    let key = keys[skewed(keys.count, &generator)]
    let record = ledger.record(key)
    if record.cells[Field.life] == nil { return try add(key, ledger, &values, &generator) }
    switch record.life {
    case .deleted, .quarantined:
      return generator.isOneOf(1, in: 2)
        ? try restore(key, ledger) : try add(key, ledger, &values, &generator)
    case .contested where generator.isOneOf(1, in: 4):
      return generator.isOneOf(1, in: 2) ? try restore(key, ledger) : try delete(key, ledger)
    case .alive, .contested:
      switch Int.random(in: 0..<16, using: &generator) {
      case 0: return try delete(key, ledger)
      case 1: return try add(key, ledger, &values, &generator)
      case 2, 3: return try edit(key, fields: 2, ledger, &values, &generator)
      default: return try edit(key, fields: 1, ledger, &values, &generator)
      }
    }
  }

  /// A deletion of a record that somebody created; nil where there is none.
  func planDeletion(
    in ledger: MemoryDeviceLedger, using generator: inout SplitMix64
  ) throws -> PlannedEdit? {
    let key = keys[skewed(keys.count, &generator)]
    return ledger.record(key).cells[Field.life] == nil ? nil : try delete(key, ledger)
  }

  /// The draft of a plan, as the product makes it when the edit is saved.
  func draft(of plan: PlannedEdit, in ledger: MemoryDeviceLedger) -> Draft {
    let writes = plan.writes.map { write in
      DraftWrite(
        write.shown.key, write.shown.field, value(of: write, in: ledger),
        basis: basis(of: write, in: ledger))
    }
    return Draft(
      intent: plan.intent, note: plan.note, writes: writes, extensions: plan.extensions)
  }

  private func basis(of write: PlannedWrite, in ledger: MemoryDeviceLedger) -> Basis {
    let basis =
      switch write.reach {
      case .everything: write.shown.basis
      case .candidate(let candidate): write.shown.reading.basis(of: candidate)
      }
    guard planted == .supersedesUnseenWrites else { return basis }
    let current = ledger.record(write.shown.key).cells[write.shown.field]?.siblings ?? []
    return Basis(dots: current.map(\.dot), base: basis.base)
  }

  private func value(of write: PlannedWrite, in ledger: MemoryDeviceLedger) -> Value {
    if planted == .deletionHidesUnseenEdits, case .deleted = write.value {
      return .deleted(shown: ledger.vector())
    }
    return write.value
  }

  /// Low numbers much more often, so that edits meet.
  private func skewed(_ count: Int, _ generator: inout SplitMix64) -> Int {
    let bound = Int.random(in: 1...count, using: &generator)
    return min(
      Int.random(in: 0..<bound, using: &generator), Int.random(in: 0..<count, using: &generator))
  }

  private func show(
    _ key: RecordKey, _ field: Text, _ ledger: MemoryDeviceLedger
  ) throws -> Shown {
    let cell = ledger.record(key).cells[field]
    let policy = WorldSchema.policy(of: field)
    let siblings = cell?.siblings ?? []
    let reading = try policy.read(cell) { try ledger.stamp(of: $0) }
    let basis = try reading.basis(
      policy: policy, isPending: { ledger.isPending($0) }, stamp: { try ledger.stamp(of: $0) })
    return Shown(
      key: key, field: field, siblings: siblings, vector: ledger.vector(),
      pending: Set(siblings.map(\.dot).filter(ledger.isPending)), reading: reading, basis: basis)
  }

  private func plan(
    _ writes: [PlannedWrite], intent: Intent = .edit, note: Text? = nil
  ) -> PlannedEdit {
    PlannedEdit(space: space, intent: intent, note: note, writes: writes)
  }

  private func delete(_ key: RecordKey, _ ledger: MemoryDeviceLedger) throws -> PlannedEdit {
    let shown = try show(key, Field.life, ledger)
    let value = Value.deleted(shown: shown.vector)
    return plan([PlannedWrite(shown: shown, value: value, reach: .everything)])
  }

  private func restore(_ key: RecordKey, _ ledger: MemoryDeviceLedger) throws -> PlannedEdit {
    let shown = try show(key, Field.life, ledger)
    return plan(
      [PlannedWrite(shown: shown, value: .boolean(true), reach: .everything)], intent: .undo)
  }

  /// Adding to a set always writes; the id follows from the name, so that others add the same record.
  private func add(
    _ key: RecordKey, _ ledger: MemoryDeviceLedger, _ values: inout ValueSource,
    _ generator: inout SplitMix64
  ) throws -> PlannedEdit {
    let life = try show(key, Field.life, ledger)
    let field = try edit(key, fields: 1, ledger, &values, &generator)
    return plan(
      [PlannedWrite(shown: life, value: .boolean(true), reach: .everything)] + field.writes,
      intent: field.intent)
  }

  /// In the order in which they were first written, or in one that no clock decides.
  private func candidates(of shown: Shown) -> [Candidate] {
    guard isClockBlind else { return shown.reading.candidates }
    return shown.reading.candidates.sorted { left, right in
      let (left, right) = (left.dots.min(), right.dots.min())
      return left.flatMap { left in right.map { left < $0 } } ?? false
    }
  }

  private func edit(
    _ key: RecordKey, fields count: Int, _ ledger: MemoryDeviceLedger,
    _ values: inout ValueSource, _ generator: inout SplitMix64
  ) throws -> PlannedEdit {
    var fields: Set<Int> = []
    while fields.count < count { fields.insert(skewed(self.fields.count, &generator)) }
    var writes: [PlannedWrite] = []
    var isResolution = false
    for index in fields.sorted() {
      let field = self.fields[index]
      let shown = try show(key, field, ledger)
      let value =
        field == WorldSchema.story
        ? values.version(after: shown.siblings, using: &generator)
        : values.value(of: field, isExtended: isExtended, using: &generator)
      guard shown.reading.status == .conflict else {
        writes.append(PlannedWrite(shown: shown, value: value, reach: .everything))
        continue
      }
      let candidates = candidates(of: shown)
      let mine = candidates.first { $0.dots.contains { $0.replica == ledger.own } }
      if let mine, field != WorldSchema.story, generator.isOneOf(1, in: 2) {
        writes.append(PlannedWrite(shown: shown, value: value, reach: .candidate(mine)))
        continue
      }
      isResolution = true
      let taken = candidates.randomElement(using: &generator)?.value ?? value
      let isNew = generator.isOneOf(1, in: 3) || field == WorldSchema.story
      let decided = isNew ? value : taken
      writes.append(PlannedWrite(shown: shown, value: decided, reach: .everything))
    }
    return plan(
      writes, intent: isResolution ? .resolve : .edit,
      note: isResolution ? Text("because \(values.count)") : nil)
  }
}

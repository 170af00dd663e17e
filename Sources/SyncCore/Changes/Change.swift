/// One local transaction in one space: the unit that is applied, sent, acknowledged and refused.
///
/// An accepted change is immutable. Its canonical bytes are in `protocol/README.md`.
package struct Change: Hashable, Sendable {
  package let dot: Dot
  /// What the author's replica had applied since its previous change, without its own count.
  package let dependencies: [Dot]
  package let time: HybridTime
  /// The user who wrote, as the author's device knew the name.
  package let actor: Text
  /// What the author's device took off its wall clock, in milliseconds; `time` is corrected by it.
  package let clockOffset: Int64
  package let intent: Intent
  /// The author's reason, where one was given.
  package let note: Text?
  /// What this change writes again, where that could not reach the hub under its own name.
  package let origin: Origin?
  /// Ascending by record and field; a change writes each cell at most once.
  package let writes: [Write]
  /// What newer programs add to a change, ascending by key; kept and forwarded byte for byte.
  package let extensions: [ChangeExtension]

  package init(
    dot: Dot, dependencies: [Dot], time: HybridTime, actor: Text, clockOffset: Int64,
    intent: Intent, note: Text? = nil, origin: Origin? = nil, writes: [Write],
    extensions: [ChangeExtension] = []
  ) {
    self.dot = dot
    self.dependencies = dependencies.sorted()
    self.time = time
    self.actor = actor
    self.clockOffset = clockOffset
    self.intent = intent
    self.note = note
    self.origin = origin
    self.writes = writes.sorted { ($0.key, $0.field) < ($1.key, $1.field) }
    self.extensions = extensions.sorted { $0.key < $1.key }
  }

  /// When and by whom: for a change that was written again, when and by whom it was first written.
  package var stamp: Stamp {
    #if MUTANTS
      if Mutant.isPlanted(.originTimeIgnored) {
        return Stamp(time: time, actor: origin?.actor ?? actor, clockOffset: clockOffset)
      }
    #endif
    return Stamp(
      time: origin?.time ?? time, actor: origin?.actor ?? actor, clockOffset: clockOffset)
  }
}

/// One addition to a change that this program need not understand.
package struct ChangeExtension: Hashable, Sendable {
  package let key: UInt64
  package let payload: [UInt8]

  package init(key: UInt64, payload: [UInt8]) {
    self.key = key
    self.payload = payload
  }
}

/// Why a change was written.
///
/// Values that this program does not know are kept as they are.
package struct Intent: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// An ordinary edit.
  package static let edit = Intent(rawValue: 0)
  /// A person decided a conflict.
  package static let resolve = Intent(rawValue: 1)
  /// A person took an own change back.
  package static let undo = Intent(rawValue: 2)
  /// The hub wrote it: members, devices, access.
  package static let administer = Intent(rawValue: 3)
}

/// What a change says about the time and the author of each of its writes.
package struct Stamp: Hashable, Sendable {
  package let time: HybridTime
  package let actor: Text
  /// See ``Change/clockOffset``.
  package let clockOffset: Int64

  package init(time: HybridTime, actor: Text, clockOffset: Int64) {
    self.time = time
    self.actor = actor
    self.clockOffset = clockOffset
  }

  /// The time that the author's wall clock showed.
  package var uncorrectedMilliseconds: Int64 { time.milliseconds + clockOffset }
}

/// One write of one cell.
package struct Write: Hashable, Sendable {
  package let key: RecordKey
  package let field: Text
  /// The dots whose values the author was shown when the edit began, ascending.
  package let supersedes: [Dot]
  package let value: Value
  /// What stood before the author's edit, carried where a person decides conflicts of the field.
  package let base: Base?

  package init(
    _ key: RecordKey, _ field: Text, supersedes: [Dot], value: Value, base: Base? = nil
  ) {
    self.key = key
    self.field = field
    self.supersedes = supersedes.sorted()
    self.value = value
    self.base = base
  }
}

/// The value that a write replaced in its author's eyes: its dot, its time and the value itself.
package struct Base: Hashable, Sendable {
  package let dot: Dot
  package let time: HybridTime
  package let value: Value

  package init(dot: Dot, time: HybridTime, value: Value) {
    self.dot = dot
    self.time = time
    self.value = value
  }
}

extension Field {
  /// The cell that says whether a record is alive; every kind has it, no schema declares it.
  package static var life: Text { "life" }
}

/// The namespace of reserved field names.
package enum Field {}

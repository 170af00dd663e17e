import AccountModel
import SyncCore
import SyncTesting

/// One edit of one field, made offline.
struct WorkEdit: Sendable {
  let device: Int
  let account: Int
  /// The record's place in its account.
  let record: Int
  let field: FieldDescription
  /// The member of a group that was edited.
  let member: GroupMember?
  /// The whole value after the edit.
  let value: Value
}

/// What several devices edit apart from each other, starting from the same data.
///
/// Seven of ten edits of a device are in its four accounts, the others anywhere. So many fields as
/// ``concurrentFields`` are edited by two devices, all of them fields for which a person decides;
/// every other field is edited by one device alone, maybe several times.
struct EditStream: Sendable {
  static let usualDevices = 5
  static let usualEdits = 1_000
  /// One in twenty of the fields that are edited at all.
  static let concurrentFields = 196
  private static let hotAccounts = 4
  /// Of ten edits.
  private static let hotEdits = 7
  /// Of twenty edits, by kind.
  private static let weights: [(kind: Text, weight: Int)] = [
    (Opportunity.kind, 8), (Activity.kind, 6), (Stakeholder.kind, 3), (AccountPlan.kind, 3),
  ]

  /// The edits of each device in their order.
  let devices: [[WorkEdit]]

  /// A field of a record, wherever it is.
  private struct Place: Hashable {
    let account: Int
    let record: Int
    let field: Text
  }

  init(
    _ data: DataSet, devices: Int = usualDevices, edits: Int = usualEdits,
    concurrent: Int = concurrentFields, seed: UInt64 = 1
  ) {
    let editSeed: UInt64 = 0xED17
    var words = Vocabulary(Seed(rawValue: editSeed + seed))
    var places = Self.places(data, devices, edits, &words)
    Self.share(concurrent, of: &places, data, &words)
    var taken: [Place: [Int: Value]] = [:]
    self.devices = places.enumerated().map { device, places in
      Self.edits(of: device, at: places, data, &taken, &words)
    }
  }

  /// Where each device edits; no place is another device's.
  private static func places(
    _ data: DataSet, _ devices: Int, _ edits: Int, _ words: inout Vocabulary
  ) -> [[Place]] {
    var owners: [Place: Int] = [:]
    return (0..<devices).map { device in
      var places: [Place] = []
      while places.count < edits {
        let isHot = words.isOneOf(hotEdits, in: 10)
        let hot = (device * hotAccounts + words.number(0...hotAccounts - 1)) % data.accounts.count
        let account = isHot ? hot : words.number(0...data.accounts.count - 1)
        let place = place(in: data.accounts[account], account, &words)
        guard owners[place, default: device] == device else { continue }
        owners[place] = device
        places.append(place)
      }
      return places
    }
  }

  private static func place(
    in records: [WorkRecord], _ account: Int, _ words: inout Vocabulary
  ) -> Place {
    var rest = words.number(0...weights.reduce(0) { $0 + $1.weight } - 1)
    var kind = weights[0].kind
    for (candidate, weight) in weights {
      kind = candidate
      if rest < weight { break }
      rest -= weight
    }
    let indices = records.indices.filter { records[$0].kind.name == kind }
    let index = indices[words.number(0...indices.count - 1)]
    let fields = records[index].kind.fields.filter { isEditable($0, records[index]) }
    return Place(
      account: account, record: index, field: fields[words.number(0...fields.count - 1)].name)
  }

  /// What is said once is never edited, nor what would leave a field as it is.
  private static func isEditable(_ field: FieldDescription, _ record: WorkRecord) -> Bool {
    field.policy != .first && record.values[field.name] != nil
      && !record.kind.derivedFrom.contains(field.name)
  }

  /// Lets a second device edit so many places of others, in the place of an edit of its own.
  private static func share(
    _ count: Int, of places: inout [[Place]], _ data: DataSet, _ words: inout Vocabulary
  ) {
    var shared: Set<Place> = []
    let originals = places
    while shared.count < count {
      let from = words.number(0...places.count - 1)
      let to = (from + words.number(1...places.count - 1)) % places.count
      let place = originals[from][words.number(0...originals[from].count - 1)]
      let slot = words.number(0...places[to].count - 1)
      guard waitsForPerson(place, data), !shared.contains(place), places[from].contains(place),
        !shared.contains(places[to][slot])
      else { continue }
      places[to][slot] = place
      shared.insert(place)
    }
  }

  private static func waitsForPerson(_ place: Place, _ data: DataSet) -> Bool {
    let field = data.accounts[place.account][place.record].kind.field(place.field)
    // Of two values only one differs from the old: who sets it agrees with everybody else.
    guard let field, field.type != .boolean else { return false }
    return field.policy == .reviewBase || field.policy == .reviewLatest
  }

  /// `taken` holds what each device wrote last to a place: equal values would be no conflict.
  private static func edits(
    of device: Int, at places: [Place], _ data: DataSet, _ taken: inout [Place: [Int: Value]],
    _ words: inout Vocabulary
  ) -> [WorkEdit] {
    let others = taken
    var current: [Place: Value] = [:]
    return places.compactMap { place in
      let records = data.accounts[place.account]
      let record = records[place.record]
      guard let field = record.kind.field(place.field) else { return nil }
      let targets = [
        Opportunity.kind: Self.ids(of: Opportunity.kind, records),
        Stakeholder.kind: Self.ids(of: Stakeholder.kind, records),
      ]
      let old = current[place] ?? record.values[place.field] ?? .null
      let values = FieldValues(targets: targets)
      var edited = values.edited(old, of: field, in: record.kind.name, &words)
      while others[place]?.values.contains(edited.value) == true {
        edited = values.edited(old, of: field, in: record.kind.name, &words)
      }
      current[place] = edited.value
      taken[place, default: [:]][device] = edited.value
      return WorkEdit(
        device: device, account: place.account, record: place.record, field: field,
        member: edited.member, value: edited.value)
    }
  }

  private static func ids(of kind: Text, _ records: [WorkRecord]) -> [RecordID] {
    records.filter { $0.kind.name == kind }.map(\.drawnID)
  }
}

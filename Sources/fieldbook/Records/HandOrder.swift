import AccountModel
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// The lists of one kind whose records people order by hand: one for each record that others of the
/// kind belong to.
struct HandOrder {
  let kind: KindDescription
  /// Where a record's place stands.
  let field: FieldDescription

  /// Nil where people do not order records of the kind.
  init?(_ kind: KindDescription) {
    guard let field = kind.positionField else { return nil }
    self.kind = kind
    self.field = field
  }

  /// Which of the lists a record stands in: what it belongs to.
  func list(of values: [Text: Value]) -> [Value] {
    kind.parentFields.map { values[$0.name] ?? .null }
  }

  /// The visible records of one list in their order.
  func order(of list: [Value], _ ledger: SQLiteDeviceLedger) throws -> ListOrder {
    var places: [ListPlace] = []
    for record in try ledger.records(ofKind: kind.name) where record.life.isVisible {
      let values = try ledger.values(of: record)
      if self.list(of: values) == list { places.append(place(record.key.id, values)) }
    }
    return ListOrder(places)
  }

  /// The place behind all others, for a record that is new; nil where that takes more than one write.
  func lastPlace(
    of id: RecordID, beside values: [Text: Value], _ ledger: SQLiteDeviceLedger
  ) throws -> Value? {
    let order = try order(of: list(of: values), ledger)
    var generator = SystemRandomNumberGenerator()
    let writes = order.placing(id, at: order.places.count, using: &generator)
    return writes.count == 1 ? writes[id]?.fieldValue : nil
  }

  /// What to write so that a record stands at `index` among the others of its list.
  func writes(
    placing id: RecordID, at index: Int, in order: ListOrder, _ ledger: SQLiteDeviceLedger
  ) throws -> [DraftWrite] {
    var generator = SystemRandomNumberGenerator()
    let keys = order.placing(id, at: index, using: &generator)
    return try keys.sorted { $0.key < $1.key }.map { id, place in
      let key = RecordKey(kind.name, id)
      let reading = try ledger.reading(key, field.name)
      return DraftWrite(
        key, field.name, place.fieldValue,
        basis: try ledger.basis(reading, kind: kind.name, field: field.name))
    }
  }

  /// The records list by list, each in its order.
  func sorted(_ views: [RecordView]) -> [RecordView] {
    var lists: [[Value]: [RecordView]] = [:]
    var found: [[Value]] = []
    for view in views {
      let list = list(of: view.readings.mapValues(\.value))
      if lists[list] == nil { found.append(list) }
      lists[list, default: []].append(view)
    }
    return found.flatMap { list -> [RecordView] in
      let members = lists[list] ?? []
      let places = members.map { place($0.key.id, [field.name: $0.value(field.name)]) }
      return ListOrder(places).places.compactMap { place in
        members.first { $0.key.id == place.id }
      }
    }
  }

  private func place(_ id: RecordID, _ values: [Text: Value]) -> ListPlace {
    ListPlace(id, values[field.name].flatMap { FractionalKey(fieldValue: $0) })
  }
}

extension Life {
  /// Whether readers are shown the record.
  var isVisible: Bool {
    switch self {
    case .alive, .contested: true
    case .deleted, .quarantined: false
    }
  }
}

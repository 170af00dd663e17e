import AccountModel
import SpaceStore
import SyncCore

/// Typed-in values that are understood: of the right shape, with every reference found.
struct TypedValues {
  let cells: [TypedCell]
  private let values: [Assignment: Value]

  /// References point into `space` unless they say otherwise.
  init(
    _ assignments: [Assignment], kind: KindDescription, space: SpaceID?, finder: RecordFinder
  ) throws {
    do {
      cells = try kind.typedCells(assignments)
    } catch {
      throw Failure(error, kind: kind)
    }
    var values: [Assignment: Value] = [:]
    for cell in cells {
      for part in cell.parts {
        let type = part.member?.type ?? cell.field.type
        values[part.assignment] = try Self.value(part.assignment, type, space, finder)
      }
    }
    self.values = values
  }

  /// The assignments of words such as `name=Kemi`.
  static func assignments(_ words: [String]) throws -> [Assignment] {
    try words.map { word in
      guard let assignment = Assignment(word) else {
        throw Failure(
          .usage, "no_assignment", "\"\(word)\" is not FIELD=VALUE.",
          hint: "Put quotes around a value with spaces: \"name=Kemi pump house\".")
      }
      return assignment
    }
  }

  /// The value of a cell over the one that its author was shown.
  func value(of cell: TypedCell, over shown: Value) -> Value {
    cell.value(over: shown) { part, _ in values[part.assignment] ?? .null }
  }

  /// The values of a record that is new.
  var fresh: [Text: Value] {
    let entries = cells.map { ($0.field.name, value(of: $0, over: .null)) }
    return Dictionary(uniqueKeysWithValues: entries).filter { !$0.value.isNull }
  }

  private static func value(
    _ assignment: Assignment, _ type: FieldType, _ space: SpaceID?, _ finder: RecordFinder
  ) throws -> Value {
    if case .reference(let kind) = type, !assignment.text.isEmpty {
      let description = try kind.map { try finder.kind($0.string) }
      let record = try finder.record(assignment.text, kind: description, in: space)
      if record.isDeleted { throw Failure.deleted(record) }
      let isHere = record.space == space
      return .reference(Reference(record.key, in: isHere ? nil : record.space))
    }
    do {
      return try type.parse(assignment.text)
    } catch {
      throw Failure(error, of: assignment.name)
    }
  }
}

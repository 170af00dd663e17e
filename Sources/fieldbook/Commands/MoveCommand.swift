import AccountModel
import ArgumentParser
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// `fieldbook move`: another place in a list that people order by hand.
struct MoveCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Give a record another place in its list.",
    discussion: "The records of one parent make a list, such as the actions of an opportunity.")

  @Argument(help: "The record.") var ref: String
  @Option(help: ArgumentHelp("Before this one.", valueName: "REF")) var before: String?
  @Option(help: ArgumentHelp("After this one.", valueName: "REF")) var after: String?
  @Flag(help: "To the beginning.") var first = false
  @Flag(help: "To the end.") var last = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let given = [before != nil, after != nil, first, last].count { $0 }
    if given != 1 { throw ValidationError("Give one of --before, --after, --first and --last.") }
  }

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let record = try replica.finder.record(ref)
    let kind = try replica.finder.kind(of: record)
    guard let hand = HandOrder(kind) else {
      throw Failure(
        .usage, "no_order", "Records of the kind \(kind.name) have no order of their own.",
        hint: "People order \(Self.orderedKinds).")
    }
    try replica.requireRight(toWrite: kind, in: record.space)
    let neighbour = try (before ?? after).map {
      try replica.finder.record($0, kind: kind, in: record.space)
    }
    for named in [record, neighbour].compactMap({ $0 }) where named.isDeleted {
      throw Failure.deleted(named)
    }
    let change = try replica.commit(in: record.space) { ledger in
      let list = hand.list(of: try ledger.values(of: ledger.record(record.key)))
      let order = try hand.order(of: list, ledger)
      let others = order.places.map(\.id).filter { $0 != record.key.id }
      let index = try index(in: others, record, neighbour)
      if order.places.firstIndex(where: { $0.id == record.key.id }) == index { return nil }
      return Draft(
        writes: try hand.writes(placing: record.key.id, at: index, in: order, ledger))
    }
    output.result(
      .object(["ref": .string("\(record.key)"), "dot": .optional(change?.dot.description)])
    ) {
      change == nil ? ["\(record.title) stands there already; nothing written"] : [sentence(record)]
    }
    return .done
  }

  private func index(
    in others: [RecordID], _ record: FoundRecord, _ neighbour: FoundRecord?
  ) throws -> Int {
    guard let neighbour else { return first ? 0 : others.count }
    guard neighbour.space == record.space,
      let index = others.firstIndex(of: neighbour.key.id)
    else {
      throw Failure(
        .usage, "other_list", "\(record.title) and \(neighbour.title) do not belong to one record.",
        hint: "A list has the records of one parent; fieldbook show tells it.")
    }
    return before == nil ? index + 1 : index
  }

  private func sentence(_ record: FoundRecord) -> String {
    let place =
      if let before { "before \(before)" } else if let after { "after \(after)" } else {
        first ? "to the beginning" : "to the end"
      }
    return "Moved \(record.title) \(place)."
  }

  private static var orderedKinds: String {
    catalogDescriptions.filter { $0.positionField != nil }.map(\.name.string)
      .joined(separator: ", ")
  }
}

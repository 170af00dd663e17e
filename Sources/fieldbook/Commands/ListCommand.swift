import AccountModel
import ArgumentParser
import SpaceStore
import SyncCore

/// `fieldbook list`: the records of a kind.
struct ListCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the records of a kind.")

  @Argument(help: "The kind.") var kind: String
  @Argument(help: ArgumentHelp("Only those that say so.", valueName: "FIELD=VALUE"))
  var filters: [String] = []
  @Option(name: .customLong("in"), help: "The account (else all).") var account: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .read)
    let kind = try replica.finder.kind(kind)
    let filters = try TypedValues.assignments(filters)
    var views: [RecordView] = []
    for space in try spaces(of: kind, replica) {
      let typed = try typed(filters, of: kind, in: space.id, replica)
      views += try replica.store.read(space.id) { ledger in
        try ledger.records(ofKind: kind.name)
          .filter { !$0.life.isHidden }
          .map { try RecordView($0, of: kind, ledger) }
          .filter { Self.fits($0, typed) }
      }
    }
    if let hand = HandOrder(kind) { views = hand.sorted(views) }
    try output.result(.array(views.map(\.json))) {
      views.isEmpty ? [] : try RecordTable(kind: kind, views: views).lines(replica)
    }
    if views.isEmpty {
      output.note("There is no \(filters.isEmpty ? "" : "such ")\(kind.name) here.")
    }
    return views.isEmpty ? .findings : .done
  }

  /// The filters, understood.
  private func typed(
    _ filters: [Assignment], of kind: KindDescription, in space: SpaceID, _ replica: Replica
  ) throws -> TypedValues {
    do {
      return try TypedValues(filters, kind: kind, space: space, finder: replica.finder)
    } catch let failure as Failure where failure.code == Failure.wrongValueCode {
      throw Failure(
        failure.status, failure.code, failure.message,
        hint: "fieldbook list \(kind.name) without it shows all that are here.")
    }
  }

  private func spaces(of kind: KindDescription, _ replica: Replica) throws -> [LocalSpace] {
    if kind.home == .account { return try replica.finder.accounts(account) }
    return try replica.store.spaces().filter { $0.kind == kind.home }
  }

  private static func fits(_ view: RecordView, _ typed: TypedValues) -> Bool {
    typed.cells.allSatisfy { cell in
      // A group's typed members over what it says leave it as it is only where they agree.
      let value = view.value(cell.field.name)
      return typed.value(of: cell, over: value) == value
    }
  }
}

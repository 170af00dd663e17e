import AccountModel
import ArgumentParser
import RecordEditing
import SpaceStore
import SyncCore
import SyncSession

/// `fieldbook share`: gives a user a role in an account, or takes it away.
struct ShareCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Give a user a role in an account; none takes it away.",
    discussion: "It works without a network; the hub acts on it at the next sync.")

  @Argument(help: "The account.") var account: String
  @Argument(help: "The user's name.") var user: String
  @Option(help: "viewer, editor, manager or none.") var role: String
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let space = try replica.finder.account(account)
    let kind = Access.schema.description
    try replica.requireRight(toWrite: kind, in: space.id)
    let access = try access()
    let values = access.values
    let record = NewRecord(kind: kind.name, values: values)
    let key = RecordKey(kind.name, record.id(in: space.id, otherwise: Chance.recordID))
    let change = try replica.commit(in: space.id) { ledger in
      var edit = try RecordEdit(key, kind: kind, ledger: ledger, newID: Chance.recordID)
      for field in kind.fields {
        guard let value = record.values[field.name] else { continue }
        edit.write(field, value, over: try edit.shown(field))
      }
      let isSame =
        try edit.life() == .alive && !edit.isNew && !edit.cells.contains(where: \.isWritten)
      if isSame { return nil }
      try edit.live()
      return try edit.draft(author: replica.store.identity.user, day: replica.today)
    }
    let name = try replica.name(of: space)
    output.result(
      .object(["ref": .string("\(key)"), "dot": .optional(change?.dot.description)])
    ) {
      let sentence =
        access.role == .none
        ? "\(user) has no role in \(name)" : "\(user) is \(access.role) of \(name)"
      return [change == nil ? "\(sentence) already; nothing written" : "\(sentence)."]
    }
    if access.role != .none, try isStranger(replica) {
      output.note("The team has no \(user) yet; the role waits until somebody joins by that name.")
    }
    return .done
  }

  /// Whether the team's library names users, and this one is not among them.
  private func isStranger(_ replica: Replica) throws -> Bool {
    for space in try replica.store.spaces() where space.kind == .library {
      let users = try replica.store.read(space.id) { ledger in
        try ledger.records(ofKind: Member.kind).map {
          Member(id: $0.key.id, values: try ledger.values(of: $0)).user
        }
      }
      if !users.isEmpty { return !users.contains(user) }
    }
    return false
  }

  private func access() throws -> Access {
    guard FieldType.isUserName(user) else {
      throw Failure(
        .usage, "wrong_user", "\"\(user)\" is no name of a user.",
        hint: "A user's name is one word, as the hub's admin wrote it.")
    }
    guard let role = Access.Role(rawValue: FieldType.lowercased(role)) else {
      throw Failure(
        .usage, "wrong_role", "There is no role \"\(role)\".",
        hint: "The roles are \(Access.Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    var access = Access(id: Chance.recordID())
    access.user = user
    access.role = role
    return access
  }
}

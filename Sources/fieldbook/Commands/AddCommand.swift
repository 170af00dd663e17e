import AccountModel
import ArgumentParser
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// `fieldbook add`: a new record; `add account` opens a new space.
struct AddCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a record; add account opens a new space.")

  @Argument(help: "What to add: opportunity, stakeholder, action …") var kind: String
  @Argument(help: ArgumentHelp("What it says.", valueName: "FIELD=VALUE")) var values: [String] = []
  @Option(name: .customLong("in"), help: "The account (else the only one).") var account: String?
  @Option(help: "A reason that goes with the change.") var why: String?
  @OptionGroup var common: CommonOptions

  func perform(_ output: Output) async throws -> ExitStatus {
    let replica = try Replica(common, .write)
    let kind = try replica.finder.kind(kind)
    if kind.isAdministered { throw Failure.administered(kind) }
    guard !values.isEmpty else {
      let names = kind.fields.flatMap(\.typedNames).map(\.string).joined(separator: ", ")
      throw Failure(
        .usage, "no_value", "Nothing is said of the new \(kind.name): give FIELD=VALUE.",
        hint: "Its fields are \(names).")
    }
    let assignments = try TypedValues.assignments(values)
    let opensSpace = kind.name == Account.kind
    let space = opensSpace ? nil : try home(of: kind, replica)
    if let space { try replica.requireRight(toWrite: kind, in: space) }
    let typed = try TypedValues(assignments, kind: kind, space: space, finder: replica.finder)
    let key: RecordKey
    if let space {
      key = try add(typed, kind, in: space, replica)
    } else {
      key = try open(typed, kind, replica)
    }
    replica.wakeWatcher()
    output.result(.object(["ref": .string("\(key)"), "id": .string("\(key.id)")])) {
      ["\(key.id)"]
    }
    return .done
  }

  /// The space that holds records of the kind.
  private func home(of kind: KindDescription, _ replica: Replica) throws -> SpaceID {
    if kind.home == .account { return try replica.finder.account(account).id }
    guard let space = try replica.store.spaces().first(where: { $0.kind == kind.home }) else {
      throw Failure(
        .usage, "no_team", "Records of the kind \(kind.name) belong to a team, and there is none.",
        hint: "Join one with fieldbook enroll URL --invite CODE.")
    }
    return space.id
  }

  /// Opens a space with its account in it.
  private func open(
    _ typed: TypedValues, _ kind: KindDescription, _ replica: Replica
  ) throws -> RecordKey {
    if account != nil {
      throw Failure(
        .usage, "account_in_account", "An account has a space of its own; --in does not fit.",
        hint: "Leave --in out; parent=ACCOUNT says what it belongs to.")
    }
    guard let label = kind.label, typed.fresh[label] != nil else {
      throw Failure(
        .usage, "no_name", "An account needs a name.", hint: "fieldbook add account name=NAME")
    }
    let key = RecordKey(kind.name, Chance.recordID())
    let writes = typed.fresh.map { DraftWrite(key, $0.key, $0.value, basis: .unset) }
    let life = DraftWrite(key, Field.life, .boolean(true), basis: .unset)
    let note = why.map { Text($0) }
    _ = try replica.store.createSpace(
      kind: .account, nonce: Chance.bytes(SpaceRegistration.nonceByteCount)
    ) { _ in Draft(note: note, writes: writes + [life]) }
    return key
  }

  private func add(
    _ typed: TypedValues, _ kind: KindDescription, in space: SpaceID, _ replica: Replica
  ) throws -> RecordKey {
    let given = typed.fresh
    let derivedKey = kind.derivedFrom.filter { given[$0] == nil }
    guard derivedKey.isEmpty else {
      let names = derivedKey.map(\.string).joined(separator: " and ")
      throw Failure(
        .usage, "no_key", "A record of the kind \(kind.name) needs \(names).",
        hint: "Its id follows from what it names.")
    }
    try BindingCheck.check(given, of: kind)
    let me = replica.store.identity.user
    let id = NewRecord(kind: kind.name, values: given).id(in: space, otherwise: Chance.recordID)
    let key = RecordKey(kind.name, id)
    let defaults = Authorship.defaults(for: kind, beside: given, author: me, day: replica.today)
    _ = try replica.commit(in: space) { ledger in
      var edit = try RecordEdit(key, kind: kind, ledger: ledger, newID: Chance.recordID)
      let values = edit.isNew ? given.merging(defaults) { given, _ in given } : given
      for field in kind.fields {
        guard let value = values[field.name] else { continue }
        if try edit.reading(field).status == .conflict {
          throw Failure.conflictWaits("\(key)", title: "\(key)", field)
        }
        try edit.write(field, value, over: edit.shown(field))
      }
      if edit.isNew, let hand = HandOrder(kind), values[hand.field.name] == nil,
        let place = try hand.lastPlace(of: id, beside: values, ledger)
      {
        try edit.write(hand.field, place, over: edit.shown(hand.field))
      }
      try edit.live()
      return try edit.draft(note: why, author: me, day: replica.today)
    }
    return key
  }
}

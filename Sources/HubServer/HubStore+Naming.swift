internal import AccountModel
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol

extension HubStore {
  /// The space with an id or an id that begins so, or with the account that alone has the name, else
  /// the one whose name alone begins with it, whatever the case.
  func space(named name: String) throws -> HubSpace {
    let spaces = try spaces()
    let byID = spaces.filter { $0.id.description.hasPrefix(FieldType.lowercased(name)) }
    if byID.count == 1, !name.isEmpty { return byID[0] }
    let wanted = FieldType.lowercased(name)
    let names = try spaces.map { ($0, FieldType.lowercased(try accountName($0))) }
    let exact = names.filter { $0.1 == wanted && !wanted.isEmpty }.map(\.0)
    let beginning = names.filter { $0.1.hasPrefix(wanted) && !wanted.isEmpty }.map(\.0)
    let byName = exact.isEmpty ? beginning : exact
    if byName.count == 1 { return byName[0] }
    if byID.count > 1 || byName.count > 1 {
      throw HubRefusal(
        400, "ambiguous", "Several spaces are called \"\(name)\".",
        hint: "Use more digits of the id; fieldbook-server space list shows them.")
    }
    throw HubRefusal(
      404, "not_found", "No space is called \"\(name)\".",
      hint: "fieldbook-server space list shows them.")
  }

  func spaceLines() throws -> [SpaceLine] {
    try spaces().map { space in
      SpaceLine(
        space: space.id.description, kind: "\(space.kind)", name: try accountName(space),
        changes: space.hubSequence, members: try members(of: space.id).count)
    }
  }

  /// The name of the account that a space holds; empty where it holds none.
  private func accountName(_ space: HubSpace) throws -> String {
    guard space.kind == .account else { return "" }
    return try read(space.id) { ledger in
      for record in try ledger.records(ofKind: Account.kind) where !record.life.isHidden {
        var values: [Text: Value] = [:]
        for field in record.cells.keys where field != Field.life {
          values[field] = try ledger.reading(of: record, field).value
        }
        return Account(id: record.key.id, values: values).name
      }
      return ""
    }
  }
}

extension HubHealth {
  init(_ examination: HubExamination) {
    self.init(
      spaces: examination.spaces, changes: examination.changes, records: examination.records,
      faults: examination.faults.map(\.sentence))
  }
}

extension HubDamage {
  fileprivate var sentence: String {
    switch self {
    case .file(let detail): "The file is damaged: \(detail)."
    case .unreadableChange(let space, let dot):
      "The change \(dot) of the space \(space) is unreadable."
    case .unreadableSegment(let space, let first):
      "The archived changes of the space \(space) from hub sequence \(first) on are unreadable."
    case .brokenChain(let space, let dot):
      "The change \(dot) of the space \(space) does not follow from the one before it."
    case .wrongHead(let space, let replica):
      "The counter of the replica \(replica) in the space \(space) is not that of its last change."
    case .wrongOrder(let space):
      "The hub's numbers of the changes of the space \(space) have a gap."
    case .brokenHistory(let space):
      "The hash of the history of the space \(space) is not that of its changes."
    case .recordsDiffer(let space):
      "The records of the space \(space) are not what its changes lead to."
    case .wrongMember(let space, let user):
      "The list of \(user) does not say what the space \(space) says about them."
    }
  }
}

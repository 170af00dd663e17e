internal import AccountModel
internal import SpaceStore
internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Finds the space that a line goes into.
///
/// A space that is not known here is made by this device: its nonce follows from the space in the
/// file and the device's key, so that the same file finds it again.
final class ImportTargets {
  private let transaction: ReplicaTransaction
  private let local: [SpaceID: LocalSpace]
  /// The accounts that this device's user has a role in.
  private let open: [LocalSpace]
  /// The account that everything goes into, where one is named.
  private let account: LocalSpace?
  private let newNonce: () -> [UInt8]
  private(set) var all: [ImportTarget] = []
  private var bySpace: [SpaceID: ImportTarget] = [:]
  /// By the space that lines name.
  private var byFileSpace: [SpaceID: ImportTarget] = [:]
  /// Of accounts without a space and an id, by their lines.
  private var byLine: [Int: ImportTarget] = [:]
  private var spaceByAccount: [RecordID: SpaceID]?

  init(
    _ transaction: ReplicaTransaction, spaces: [LocalSpace], into account: LocalSpace?,
    newNonce: @escaping () -> [UInt8]
  ) {
    self.transaction = transaction
    local = Dictionary(spaces.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    open = spaces.filter { $0.kind == .account && $0.role > .none }
    self.account = account
    self.newNonce = newNonce
  }

  /// - Throws: ``LineProblem``
  func target(of line: RecordLine) throws -> ImportTarget {
    let isAccount = line.kind.kind.name == Account.kind
    let target =
      if let account {
        try target(of: line, into: account, isAccount: isAccount)
      } else if let space = line.space {
        try target(ofFileSpace: space, line)
      } else if isAccount {
        try target(ofAccount: line)
      } else {
        try onlyAccount(line)
      }
    if isAccount { target.hasAccount = true }
    return target
  }

  /// Where records of a space that a reference names go or are; nil where nobody knows.
  func target(ofReferenced space: SpaceID) -> ImportTarget? {
    if let target = byFileSpace[space] ?? bySpace[space] { return target }
    let id = local[space] != nil ? space : madeSpace(from: space.bytes).id
    guard let known = local[id] else { return nil }
    return target(known, firstLine: 0)
  }

  private func target(ofFileSpace space: SpaceID, _ line: RecordLine) throws -> ImportTarget {
    if let target = byFileSpace[space] { return target }
    let target: ImportTarget
    if let known = local[space] {
      guard known.kind == .account else {
        throw LineProblem(
          line.number, "The space \(space) is no account's.",
          hint: "Leave the line out, or name an account with --in.")
      }
      target = self.target(known, firstLine: line.number)
    } else {
      target = self.target(madeFrom: space.bytes, line)
    }
    byFileSpace[space] = target
    return target
  }

  private func target(
    of line: RecordLine, into account: LocalSpace, isAccount: Bool
  ) throws -> ImportTarget {
    let target = self.target(account, firstLine: line.number)
    if isAccount, try !(line.id.map { try target.knownIDs(line.kind).contains($0) } ?? false) {
      throw LineProblem(
        line.number, "An account has a space of its own, and --in names another one.",
        hint: "Leave the line or --in out.")
    }
    if let space = line.space { byFileSpace[space] = target }
    return target
  }

  /// An account whose line names no space: the one that is here, else a new one, which its id leads
  /// to again.
  private func target(ofAccount line: RecordLine) throws -> ImportTarget {
    if let id = line.id {
      if let space = try spaces(line.kind)[id], let known = local[space] {
        return target(known, firstLine: line.number)
      }
      let padding = [UInt8](repeating: 0, count: SpaceID.byteCount / 2)
      return target(madeFrom: Array(SpaceID.half(id)) + padding, line)
    }
    if let target = byLine[line.number] { return target }
    let nonce = newNonce()
    let target = make(
      SpaceIdentity.space(publicKey: transaction.identity.publicKey, nonce: nonce),
      role: .manager, nonce: nonce, firstLine: line.number)
    byLine[line.number] = target
    return target
  }

  private func onlyAccount(_ line: RecordLine) throws -> ImportTarget {
    guard let only = open.first, open.count == 1 else {
      throw LineProblem(
        line.number,
        open.isEmpty ? "There is no account here yet." : "There are several accounts here.",
        hint: "Add \"space\" to the line, or name an account with --in.")
    }
    return target(only, firstLine: line.number)
  }

  /// The spaces of the accounts that are here.
  private func spaces(_ kind: PortableKind) throws -> [RecordID: SpaceID] {
    if let spaceByAccount { return spaceByAccount }
    var found: [RecordID: SpaceID] = [:]
    for space in open {
      for id in try transaction.ledger(space.id).recordIDs(ofKind: kind.kind.name) {
        found[id] = space.id
      }
    }
    spaceByAccount = found
    return found
  }

  private func madeSpace(from seed: [UInt8]) -> (id: SpaceID, nonce: [UInt8]) {
    let key = transaction.identity.publicKey
    let nonce = SpaceIdentity.space(publicKey: key, nonce: seed).bytes
    return (SpaceIdentity.space(publicKey: key, nonce: nonce), nonce)
  }

  private func target(madeFrom seed: [UInt8], _ line: RecordLine) -> ImportTarget {
    let (id, nonce) = madeSpace(from: seed)
    if let target = bySpace[id] { return target }
    if let known = local[id] { return target(known, firstLine: line.number) }
    return make(id, role: .manager, nonce: nonce, firstLine: line.number)
  }

  private func target(_ space: LocalSpace, firstLine: Int) -> ImportTarget {
    bySpace[space.id] ?? make(space.id, role: space.role, nonce: nil, firstLine: firstLine)
  }

  private func make(
    _ id: SpaceID, role: SpaceRole, nonce: [UInt8]?, firstLine: Int
  ) -> ImportTarget {
    let target = ImportTarget(
      index: all.count, id: id, role: role, nonce: nonce, firstLine: firstLine,
      ledger: transaction.ledger(id))
    all.append(target)
    bySpace[id] = target
    return target
  }
}

extension SpaceID {
  /// Eight bytes of a record's id, most significant first.
  fileprivate static func half(_ id: RecordID) -> [UInt8] {
    let bits = UInt64(id.rawValue)
    return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
  }
}

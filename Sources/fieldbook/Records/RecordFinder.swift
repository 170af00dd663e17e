import AccountModel
import SpaceStore
import SyncCore
import SyncProtocol

/// Finds what people name: kinds, records, cells, accounts.
struct RecordFinder {
  /// Enough names to look for a similar one.
  private static let namesToCompare = 2_000

  let store: DeviceStore

  func kind(_ text: String) throws -> KindDescription {
    if let kind = kindDescription(named: Text(text)) { return kind }
    throw Failure.unknownKind(Text(text))
  }

  func kind(of record: FoundRecord) throws -> KindDescription { try kind(record.key.kind.string) }

  /// The one record that a REF names; among several of a name the visible ones count.
  ///
  /// Where `kind` is given no other fits; records of `space` go before those of other spaces.
  func record(
    _ text: String, kind: KindDescription? = nil, in space: SpaceID? = nil
  ) throws -> FoundRecord {
    let query = RecordQuery(text)
    if let unknown = query.unknownKind { throw Failure.unknownKind(unknown) }
    if let expected = kind?.name, let given = query.kind, expected != given {
      throw Failure.otherKind(text, expected: expected)
    }
    let found = try candidates(query, kind: query.kind ?? kind?.name)
    let narrowed = Self.preferred(found, in: query.space, else: space)
    guard let first = narrowed.first else {
      let names = try store.recordNames(kind: query.kind ?? kind?.name, limit: Self.namesToCompare)
      throw Failure.notFound(
        text, near: Spelling.nearest(to: Text(query.name), among: names + Self.words(names)),
        kind: query.kind ?? kind?.name)
    }
    guard narrowed.count == 1 else { throw Failure.ambiguous(text, among: narrowed) }
    return first
  }

  /// The record and the field, or group member, that `REF.FIELD` names.
  func cell(_ text: String) throws -> (record: FoundRecord, address: FieldAddress) {
    guard let parts = RecordQuery.split(text) else { throw Failure.noField(text) }
    let record = try record(parts.record)
    return (record, try address(parts.field, of: kind(of: record)))
  }

  /// What `REF[.FIELD]` names.
  func recordOrCell(_ text: String) throws -> (record: FoundRecord, address: FieldAddress?) {
    do {
      return (try record(text), nil)
    } catch let failure as Failure where failure.code == Failure.notFoundCode {
      // A name may hold a dot, so the whole text comes first.
      guard let parts = RecordQuery.split(text) else { throw failure }
      let record = try record(parts.record)
      return (record, try address(parts.field, of: kind(of: record)))
    }
  }

  func address(_ name: Text, of kind: KindDescription) throws -> FieldAddress {
    do {
      return try kind.knownAddress(name)
    } catch {
      throw Failure(error, kind: kind)
    }
  }

  /// The account that `--in` names; the only one where nothing is named.
  func account(_ text: String?) throws -> LocalSpace {
    let accounts = try store.spaces().filter { $0.kind == .account }
    guard let text else {
      let open = accounts.filter { $0.role > .none }
      guard let first = open.first else { throw Failure.noAccount }
      guard open.count == 1 else { throw Failure.severalAccounts }
      return first
    }
    if let id = SpaceID(text), let space = accounts.first(where: { $0.id == id }) { return space }
    let record = try record(text, kind: Account.schema.description)
    guard let space = accounts.first(where: { $0.id == record.space }) else {
      throw Failure.notFound(text, near: [], kind: Account.kind)
    }
    return space
  }

  /// The spaces that a report covers: one account, or all of them.
  func accounts(_ text: String?) throws -> [LocalSpace] {
    if let text { return [try account(text)] }
    return try store.spaces().filter { $0.kind == .account }
  }

  /// A whole id, an exact name, the beginning of an id, the beginning of a word: the first that fits.
  private func candidates(_ query: RecordQuery, kind: Text?) throws -> [FoundRecord] {
    if query.isWholeID, let ids = query.ids {
      return try store.records(withID: ids, kind: kind)
    }
    guard !query.name.isEmpty else { return [] }
    let named = try store.records(named: query.name, kind: kind)
    if !named.isEmpty { return named }
    if let ids = query.ids {
      let found = try store.records(withID: ids, kind: kind)
      if !found.isEmpty { return found }
    }
    return try store.records(withWord: query.name, kind: kind)
  }

  private static func words(_ names: [Text]) -> [Text] {
    names.flatMap { $0.string.split(separator: " ").map { Text(String($0)) } }
  }

  private static func preferred(
    _ found: [FoundRecord], in space: SpaceID?, else fallback: SpaceID?
  ) -> [FoundRecord] {
    var found = found
    if let space { found = found.filter { $0.space == space } }
    let near = found.filter { $0.space == fallback }
    if !near.isEmpty { found = near }
    let visible = found.filter { !$0.isDeleted }
    return visible.isEmpty ? found : visible
  }
}

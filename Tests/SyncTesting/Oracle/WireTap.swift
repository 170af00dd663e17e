internal import SyncCore
internal import SyncProtocol
internal import SyncSession

/// Reads along what the hub sends: everything that a device is told, decoded.
struct WireTap {
  let hub: MemoryHub
  /// What the user may do in a space, as the world granted it.
  let role: (SpaceID) -> SpaceRole

  /// Finds values and lines of spaces whose members do not include the user.
  func check(_ answer: [UInt8], list: [HubListSpace]) throws {
    let response = try SyncResponse.decode(answer)
    for entry in response.list where entry.role > role(entry.space) {
      throw Finding(.isolation, "a device is told of \(entry.space), which its user may not read")
    }
    for update in response.updates {
      guard let space = list.first(where: { $0.entry.ordinal == update.ordinal })?.entry.space
      else { throw Finding(.isolation, "a device is sent a space that is not in its list") }
      for value in try values(of: update.content, in: space) { try check(value) }
    }
  }

  private func values(of content: UpdateContent, in space: SpaceID) throws -> [Value] {
    switch content {
    case .rewound: return []
    case .changes(let update):
      let batch = update.batch
      let decoded = try hub.read(space) { ledger in
        try ChangeBatch.decode(batch, naming: KnowsAll(naming: ledger.naming(cursor: .max)))
      }
      return decoded.batch.changes.flatMap(\.writes).flatMap { write in
        [write.value] + (write.base.map { [$0.value] } ?? [])
      }
    case .chunk(let update):
      return try SnapshotPart.decode(update.block).records.flatMap { entry in
        entry.record.cells.values.flatMap { $0.siblings + $0.past }.flatMap { sibling in
          [sibling.value] + (sibling.base.map { [$0.value] } ?? [])
        }
      }
    }
  }

  private func check(_ value: Value) throws {
    switch value {
    case .text(let text):
      guard let space = ValueSource.space(of: text) else { return }
      if role(space) == .none { throw Finding(.isolation, "a device is sent a value of \(space)") }
    case .prose(.whole(let text)): try check(.text(text))
    case .prose(.patch(let patch)):
      for hunk in patch.hunks {
        try check(.text(Text(String(decoding: hunk.inserted, as: UTF8.self))))
      }
    case .group(let group):
      for member in group.members { try check(member.value) }
    default: break
    }
  }
}

/// A naming behind an existential, for generic callers.
private struct KnowsAll: WireNaming {
  let naming: any WireNaming

  func name(of record: RecordKey) throws -> WireName { try naming.name(of: record) }
  func name(of replica: ReplicaID) throws -> WireName { try naming.name(of: replica) }
  func record(number: UInt64) throws -> RecordKey? { try naming.record(number: number) }
  func replica(number: UInt64) throws -> ReplicaID? { try naming.replica(number: number) }
}

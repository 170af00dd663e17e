import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@testable import SyncSession

/// Bernd holds Anna's changes from a file, but nothing any more that proves who wrote them.
@Suite struct `Changes of others that nobody here can offer` {
  private let field: Travellers
  private var bernd: MemoryDevice { field[.bernd] }
  private var hasUnprovable: [Bool] { bernd.view().spaces.map(\.hasUnprovable) }

  init() throws {
    field = try Travellers()
    try field.write(.anna, "phone", "1")
    try field.take(field.export(.anna), .bernd)
    let first = Dot(Traveller.anna.replica, 1)
    try field[.bernd].write(field.space) { try $0.dropProofs(from: first) }
  }

  @Test func `are written again, once`() throws {
    #expect(hasUnprovable == [true])
    let count = bernd.spaces[field.space]?.content.log.count ?? 0
    let report = try field.sync(.bernd).recovered[field.space]
    #expect(report?.rewritten == UInt64(count))
    #expect(field.hub.spaces[field.space]?.hubSequence == UInt64(count))
    #expect(hasUnprovable == [false])
    #expect(bernd.incarnation.events.map(\.kind) == [.rewritten])
    #expect(try field.sync(.bernd).recovered.isEmpty)
  }

  @Test func `stay as they are with whoever may not write`() throws {
    field.hub.grant(.viewer, to: "bernd", in: field.space)
    for _ in 0..<2 { #expect(try field.sync(.bernd).recovered.isEmpty) }
    #expect(hasUnprovable == [true])
    field.hub.grant(.editor, to: "bernd", in: field.space)
    #expect(try field.sync(.bernd).recovered.count == 1)
    #expect(hasUnprovable == [false])
  }

  @Test func `are offered from where the hub holds what comes before`() throws {
    try field.write(.anna, "phone", "2")
    try field.take(field.export(.anna), .bernd)
    let first = Dot(Traveller.anna.replica, 1)
    #expect(hasUnprovable == [false])
    try field.sync(.anna)
    try bernd.write(field.space) { try $0.setAccepted(1, of: first.replica) }
    #expect(bernd.view().spaces.first?.outbox == [OutboxHead(replica: first.replica, from: 2)])
    let summary = try field.sync(.bernd)
    #expect(summary.recovered.isEmpty)
    #expect(summary.refusals.isEmpty)
    #expect(bernd.view().spaces.first?.outbox == [])
  }
}

import AccountModel
import Foundation
import GRDB
import SyncCore
import SyncProtocol
import SyncSession
import Testing

@testable import SpaceStore

@Suite struct `A policy that the library binds` {
  private let deal = RecordKey(Opportunity.kind, RecordID(truncating: 42))
  private let person = RecordKey(Stakeholder.kind, RecordID(truncating: 43))

  private func money(_ amount: Int64) -> Value {
    .group(Group(["amount": .number(Number(integerLiteral: amount)), "currency": .text("EUR")]))
  }

  /// Two devices that wrote one deal's amount and one person's phone at once, and are in step again.
  private struct Contest {
    let world: StoreWorld
    let eero: TestDevice
    let tomasz: TestDevice
    let space: SpaceID

    var devices: [TestDevice] { [eero, tomasz] }

    func syncAll() throws {
      for device in [eero, tomasz, eero] { try world.sync(device) }
    }

    func bind(_ kind: Text, _ field: Text, to policy: Text?) throws {
      var binding = PolicyBinding(id: RecordID(truncating: 0))
      binding.kind = kind.string
      binding.field = field.string
      binding.policy = policy?.string ?? ""
      binding.note = "agreed in May"
      try world.hub.putMember(NewRecord(binding))
    }

    /// What the tables say about a record: one column and the count of conflicts.
    func row(_ key: RecordKey, _ column: String, on device: TestDevice) throws -> (Value?, Int) {
      try device.store.reading { try row(key, column, $0) }
    }

    /// The same at the hub.
    func hubRow(_ key: RecordKey, _ column: String) throws -> (Value?, Int) {
      try world.hub.queue.read { try row(key, column, $0) }
    }

    private func row(
      _ key: RecordKey, _ column: String, _ database: Database
    ) throws -> (Value?, Int) {
      let row = try Row.fetchOne(
        database,
        sql:
          "SELECT \"\(column)\", _conflicts FROM \"kind_\(key.kind)\" WHERE space = ? AND id = ?",
        arguments: [space.bytes.column, key.id.rawValue])
      let found = try #require(row)
      let value: Value? =
        switch found[0] as DatabaseValue {
        case let value where value.isNull: nil
        case let value:
          Int64.fromDatabaseValue(value).map { .number(Number(integerLiteral: $0)) }
            ?? String.fromDatabaseValue(value).map { .text(Text($0)) }
        }
      return (value, Int(found[1] as Int64))
    }
  }

  private func contest() throws -> Contest {
    let world = try StoreWorld()
    let eero = try world.device("eero", number: 1)
    let tomasz = try world.device("tomasz", number: 2)
    let space = try eero.addAccount("Kaarna")
    try eero.set(deal, in: space, ["name": .text("Kemi"), "money": money(1_200)])
    try eero.set(person, in: space, ["name": .text("Ilse"), "phone": .text("1")])
    try world.sync(eero)
    try world.hub.grant("tomasz", .editor, in: space)
    try world.sync(tomasz)
    try world.sync(eero)
    world.clock.milliseconds += 60_000
    try eero.set(deal, in: space, ["money": money(1_450)])
    try eero.set(person, in: space, ["phone": .text("2")])
    world.clock.milliseconds += 60_000
    try tomasz.set(deal, in: space, ["money": money(980)])
    try tomasz.set(person, in: space, ["phone": .text("3")])
    let contest = Contest(world: world, eero: eero, tomasz: tomasz, space: space)
    try contest.syncAll()
    return contest
  }

  @Test func `decides, and is seen in the tables, as soon as it arrives`() throws {
    let contest = try contest()
    let before = try contest.eero.digest(contest.space)
    #expect(try contest.hubRow(deal, "money_amount") == (.number(1_200), 1))
    try contest.bind(deal.kind, "money", to: "latest@1")
    #expect(try contest.hubRow(deal, "money_amount") == (.number(980), 0))
    try contest.bind(person.kind, "phone", to: "review(latest)@1")
    #expect(try contest.row(deal, "money_amount", on: contest.eero) == (.number(1_200), 1))
    try contest.syncAll()
    for device in contest.devices {
      let reading = try device.reading(deal, "money", in: contest.space)
      #expect(reading.status == .decided)
      #expect(reading.value == money(980))
      #expect(try device.reading(person, "phone", in: contest.space).status == .conflict)
      let shown = try contest.row(deal, "money_amount", on: device)
      #expect(shown == (.number(980), 0))
      let phone = try contest.row(person, "phone", on: device)
      #expect(phone == (.text("3"), 1))
      #expect(try device.store.conflictCounts() == [contest.space: 1])
      #expect(try device.store.examine().faults.isEmpty)
      #expect(try device.digest(contest.space) == before)
    }
    #expect(try contest.world.hub.examine().faults.isEmpty)
    #expect(
      try contest.world.hub.read(contest.space) { try $0.reading(deal, "money").value }
        == money(980))
  }

  @Test func `leaves the schema's in force where it is taken back`() throws {
    let contest = try contest()
    try contest.bind(deal.kind, "money", to: "latest@1")
    try contest.syncAll()
    try contest.bind(deal.kind, "money", to: "review(base)@1")
    try contest.syncAll()
    for device in contest.devices {
      #expect(try contest.row(deal, "money_amount", on: device) == (.number(1_200), 1))
    }
  }

  @Test func `keeps the bases that the schema's policy needs`() throws {
    let contest = try contest()
    try contest.bind(deal.kind, "money", to: "latest@1")
    try contest.syncAll()
    try contest.eero.set(deal, in: contest.space, ["money": money(1_000)])
    try contest.syncAll()
    try contest.eero.set(deal, in: contest.space, ["money": money(1_100)])
    try contest.tomasz.set(deal, in: contest.space, ["money": money(900)])
    try contest.bind(deal.kind, "money", to: "review(base)@1")
    try contest.syncAll()
    for device in contest.devices {
      let reading = try device.reading(deal, "money", in: contest.space)
      #expect(reading.status == .conflict)
      #expect(reading.value == money(1_000))
    }
  }

  @Test func `is a conflict with the base in force where nobody knows it`() throws {
    let contest = try contest()
    try contest.bind(deal.kind, "money", to: "newest@7")
    try contest.bind(person.kind, "phone", to: "newest@7")
    try contest.syncAll()
    let reading = try contest.eero.reading(deal, "money", in: contest.space)
    #expect(reading.status == .conflict)
    #expect(reading.value == money(1_200))
    #expect(try contest.eero.reading(person, "phone", in: contest.space).status == .conflict)
    let source = try contest.eero.store.read(contest.space) {
      try $0.policyInForce(of: deal.kind, "money")
    }
    #expect(source.binding?.standing == .unknown)
    #expect(source.binding?.policy == "newest@7")
  }

  @Test func `stays out where the field cannot have it`() throws {
    let contest = try contest()
    try contest.bind(person.kind, "phone", to: "review(base)@1")
    try contest.bind(person.kind, Field.life, to: "latest@1")
    try contest.syncAll()
    try contest.eero.store.read(contest.space) { ledger in
      let phone = try ledger.policyInForce(of: person.kind, "phone")
      #expect(phone.policy == .latest)
      #expect(phone.binding?.standing == .refused(.reviewBase))
      let life = try ledger.policyInForce(of: person.kind, Field.life)
      #expect(life.policy == .aliveWins)
      #expect(life.binding == nil)
    }
  }

  @Test func `says by whom it is bound, and why`() throws {
    let contest = try contest()
    try contest.bind(deal.kind, "money", to: "latest@1")
    try contest.syncAll()
    try contest.eero.store.read(contest.space) { ledger in
      let money = try ledger.policyInForce(of: deal.kind, "money")
      #expect(money.policy == .latest && money.schema == .reviewBase)
      let binding = try #require(money.binding)
      #expect(binding.standing == .inForce(.latest))
      #expect(binding.stamp.actor == "hub")
      #expect(binding.note == "agreed in May")
      #expect(try ledger.policyInForce(of: deal.kind, "stage").binding == nil)
    }
  }

  @Test func `counts in the library alone`() throws {
    let contest = try contest()
    let stray = RecordKey(PolicyBinding.kind, RecordID(truncating: 5))
    try contest.eero.set(
      stray, in: contest.space,
      ["kind": .text(deal.kind), "field": .text("money"), "policy": .text("latest@1")])
    try contest.syncAll()
    #expect(try contest.eero.reading(deal, "money", in: contest.space).status == .conflict)
    #expect(try contest.tomasz.reading(deal, "money", in: contest.space).status == .conflict)
  }
}

extension [UInt8] {
  fileprivate var column: DatabaseValue { Data(self).databaseValue }
}

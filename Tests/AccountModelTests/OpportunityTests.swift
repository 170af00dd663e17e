import AccountModel
import SyncCore
import Testing

@Suite struct `An opportunity` {
  private let id = RecordID(truncating: 12)
  private let day = Day("2026-03-10") ?? Day(milliseconds: 0)

  @Test func `is addressed by its groups' members, also by the one that bears its group's name`() {
    let kind = Opportunity.schema.description
    for (name, field) in [
      ("stage", "stage"), ("amount", "money"), ("currency", "money"), ("status", "close"),
      ("closedOn", "close"), ("evidence", "stage"), ("probability", "probabilityOverride"),
    ] as [(Text, Text)] {
      let address = kind.address(name)
      #expect(address?.field.name == field)
      #expect(address?.member?.name == name)
    }
    let group = kind.address("money")
    #expect(group?.field.name == "money")
    #expect(group?.member == nil)
  }

  @Test func `keeps the value before a conflict in force where a forecast reads it`() {
    let asking = Opportunity.schema.description.fields.filter { $0.policy == .reviewBase }
    #expect(
      asking.map(\.name) == [
        "money", "stage", "close", "expectedClose", "marginPct", "probabilityOverride",
      ])
  }

  @Test func `appends a stage event when its stage is written`() throws {
    let before = Opportunity(id: id)
    var after = before
    after.stage.stage = .selection
    after.stage.reason = "new stakeholder"
    after.stage.evidence = "call of Tuesday"
    let records = Opportunity.companions(
      of: EntityEdit(before: before, after: after, author: "eero", day: day))
    let record = try #require(records.first)
    #expect(records.count == 1)
    #expect(record.kind == "stageEvent")
    var event = StageEvent(id: id)
    event.opportunity = Reference(RecordKey("opportunity", id))
    event.from = .pressureToChange
    event.to = .selection
    event.reason = "new stakeholder"
    event.evidence = "call of Tuesday"
    event.by = "eero"
    event.on = day
    #expect(StageEvent(id: id, values: record.values) == event)
  }

  @Test func `begins its stage events when it is created`() {
    let records = Opportunity.companions(
      of: EntityEdit(before: nil, after: Opportunity(id: id), author: "eero", day: day))
    #expect(records.count == 1)
    #expect(records.first?.values["from"] == nil)
    #expect(records.first?.values["to"] == .text("pressure_to_change"))
  }

  @Test func `appends an event for new evidence of the same stage`() {
    let before = Opportunity(id: id)
    var after = before
    after.stage.evidence = "minutes"
    let edit = EntityEdit(before: before, after: after, author: "eero", day: day)
    #expect(Opportunity.companions(of: edit).count == 1)
  }

  @Test func `appends nothing when other fields are written`() {
    let before = Opportunity(id: id)
    var after = before
    after.money.amount = 10
    let edit = EntityEdit(before: before, after: after, author: "eero", day: day)
    #expect(Opportunity.companions(of: edit).isEmpty)
  }

  @Test func `brings no companions for other kinds`() {
    let edit = EntityEdit(before: nil, after: Note(id: id), author: "eero", day: day)
    #expect(Note.companions(of: edit).isEmpty)
  }
}

@Suite struct `The methodology` {
  @Test func `gives the four open stages a probability and the last one none`() {
    let stages = BuyingStage.allCases
    #expect(
      stages.map(Methodology.standard.probability(of:)) == [10, 25, 50, 80, nil] as [Number?])
    #expect(
      stages.map(\.rawValue) == [
        "pressure_to_change", "solution_vision", "selection", "commitment", "value_co_creation",
      ])
    #expect(Methodology.standard.stages.map(\.stage) == stages)
    #expect(Methodology.standard.label(of: .solutionVision) == "Solution vision")
  }
}

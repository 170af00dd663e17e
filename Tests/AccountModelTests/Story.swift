import AccountModel
import SyncCore

/// The deals of the fixture story as cells that people write, read through the schema's policies.
struct Story {
  private var cells: [Text: [Text: Cell]] = [:]
  private var stamps: [Dot: Stamp] = [:]
  private var accounts: [Text: String] = [:]
  private var order: [Text] = []
  private var count: UInt64 = 0

  static let money = Opportunity.moneyField
  static let stage = Opportunity.stageField
  static let close = Opportunity.closeField
  static let expectedClose = Opportunity.expectedCloseField

  /// The six opportunities as everybody knew them on Monday morning.
  static func monday() -> Story {
    var story = Story()
    let deals: [(Text, String, String, Number, BuyingStage, String)] = [
      ("O1", "Kaarna", "eero", 480_000, .selection, "2026-06-30"),
      ("O2", "Kaarna", "eero", 1_200_000, .solutionVision, "2026-10-30"),
      ("O3", "Aurelia", "sofia", 260_000, .commitment, "2026-03-31"),
      ("O4", "Aurelia", "sofia", 90_000, .pressureToChange, "2026-09-30"),
      ("O5", "Portline", "daniel", 340_000, .selection, "2026-05-15"),
      ("O6", "Portline", "ines", 150_000, .commitment, "2026-03-20"),
    ]
    for (name, account, owner, amount, stage, day) in deals {
      story.add(name, account: account)
      story.write(name, Opportunity.nameField, .text(name))
      story.write(name, Opportunity.ownerField, .text(Text(owner)))
      story.write(name, Story.money, amountOf(amount))
      story.write(name, Story.stage, stageOf(stage))
      story.write(name, Story.expectedClose, dayOf(day))
    }
    return story
  }

  /// The same on Friday before anybody has decided anything.
  static func friday() -> Story {
    var story = monday()
    story.writeConcurrently("O2", money, [amountOf(1_450_000), amountOf(980_000)])
    story.writeConcurrently("O1", stage, [stageOf(.commitment), stageOf(.solutionVision)])
    story.writeConcurrently("O3", expectedClose, [dayOf("2026-04-17"), dayOf("2026-03-27")])
    story.writeConcurrently("O6", close, [closeOf(.onHold), closeOf(.won, "2026-03-12")])
    return story
  }

  mutating func add(_ deal: Text, account: String) {
    order.append(deal)
    accounts[deal] = account
  }

  /// Somebody writes a field after being shown all that is in it.
  mutating func write(_ deal: Text, _ field: Text, _ value: Value) {
    writeConcurrently(deal, field, [value])
  }

  /// Several people write a field, each after being shown what stood before and nothing of the others.
  mutating func writeConcurrently(_ deal: Text, _ field: Text, _ values: [Value]) {
    let cell = cells[deal]?[field] ?? Cell()
    let shown = cell.siblings.map(\.dot)
    let base = cell.siblings.last.map {
      Base(dot: $0.dot, time: HybridTime(milliseconds: 1), value: $0.value)
    }
    var written = cell
    for value in values {
      count += 1
      let dot = Dot(ReplicaID(rawValue: count), 1)
      stamps[dot] = Stamp(
        time: HybridTime(milliseconds: Int64(count)), actor: "somebody", clockOffset: 0)
      let key = RecordKey(Opportunity.kind, RecordID(truncating: 1))
      let write = Write(key, field, supersedes: shown, value: value, base: base)
      written.apply(write, dot: dot)
    }
    cells[deal, default: [:]][field] = written
  }

  var deals: [PipelineDeal] {
    order.enumerated().map { index, deal in
      var readings: [Text: Reading] = [:]
      for field in Opportunity.schema.description.fields {
        readings[field.name] = field.policy.read(cells[deal]?[field.name]) { dot in
          stamps[dot] ?? Stamp(time: .zero, actor: "", clockOffset: 0)
        }
      }
      let key = RecordKey(Opportunity.kind, RecordID(truncating: UInt64(index)))
      return PipelineDeal(Reference(key), account: accounts[deal] ?? "", readings: readings)
    }
  }

  static func amountOf(_ amount: Number, currency: String = "EUR") -> Value {
    var money = Money()
    money.amount = amount
    money.currency = currency
    return money.fieldValue
  }

  static func stageOf(_ stage: BuyingStage) -> Value {
    var group = OpportunityStage()
    group.stage = stage
    return group.fieldValue
  }

  static func closeOf(_ status: OpportunityClose.Status, _ day: String = "") -> Value {
    var group = OpportunityClose()
    group.status = status
    group.closedOn = Day(day)
    return group.fieldValue
  }

  static func dayOf(_ text: String) -> Value { Day(text).map(Value.day) ?? .null }

  static func probabilityOf(_ percent: Number) -> Value {
    var group = ProbabilityOverride()
    group.probability = percent
    return group.fieldValue
  }
}

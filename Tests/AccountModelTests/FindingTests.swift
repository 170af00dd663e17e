import AccountModel
import SyncCore
import Testing

private func id(_ number: UInt64) -> RecordID { RecordID(truncating: number) }

@Suite struct `A duplicate finding` {
  private typealias Person = DuplicateFinding.Person

  @Test func `proposes two people with one e-mail address, the smallest id first`() {
    let found = DuplicateFinding.findings(among: [
      Person(id: id(9), name: "Dr Ilse Brandt", email: "ilse.brandt@portline.example"),
      Person(id: id(4), name: "Ilse Brandt", email: "Ilse.Brandt@portline.example "),
      Person(id: id(2), name: "Marek Zielinski", email: "marek@portline.example"),
    ])
    #expect(found.count == 1)
    #expect(found.first?.canonical == id(4))
    #expect(found.first?.others == [id(9)])
    #expect(found.first?.reasons == [.email])
  }

  @Test func `proposes two people with one name, however it is spaced`() {
    let found = DuplicateFinding.findings(among: [
      Person(id: id(1), name: "Ilse  Brandt", email: ""),
      Person(id: id(2), name: " ilse brandt", email: ""),
    ])
    #expect(found.map(\.reasons) == [[.name]])
  }

  @Test func `gives both reasons`() {
    let found = DuplicateFinding.findings(among: [
      Person(id: id(1), name: "Ilse Brandt", email: "i@p.example"),
      Person(id: id(2), name: "Ilse Brandt", email: "i@p.example"),
    ])
    #expect(found.map(\.reasons) == [[.email, .name]])
  }

  @Test func `is silent about people who are linked, also by way of a third`() {
    let found = DuplicateFinding.findings(among: [
      Person(id: id(1), name: "Ilse Brandt", email: "i@p.example", aliasOf: id(3)),
      Person(id: id(2), name: "Ilse Brandt", email: "i@p.example", aliasOf: id(3)),
      Person(id: id(3), name: "I. Brandt", email: ""),
    ])
    #expect(found.isEmpty)
  }

  @Test func `proposes a third person to the one who stands for two`() {
    let found = DuplicateFinding.findings(among: [
      Person(id: id(1), name: "Brandt", email: ""),
      Person(id: id(2), name: "", email: "i@p.example", aliasOf: id(1)),
      Person(id: id(3), name: "", email: "i@p.example"),
    ])
    #expect(found.map(\.canonical) == [id(1)])
    #expect(found.map(\.others) == [[id(3)]])
  }

  @Test func `does not take empty fields for equal ones`() {
    let found = DuplicateFinding.findings(among: [
      Person(id: id(1), name: "", email: ""), Person(id: id(2), name: "", email: ""),
    ])
    #expect(found.isEmpty)
  }

  @Test func `reads a stakeholder, and no link into another space`() {
    var stakeholder = Stakeholder(id: id(5))
    stakeholder.name = "Ilse"
    stakeholder.email = "i@p.example"
    stakeholder.aliasOf = Reference(RecordKey("stakeholder", id(3)))
    #expect(
      Person(stakeholder) == Person(id: id(5), name: "Ilse", email: "i@p.example", aliasOf: id(3)))
    stakeholder.aliasOf = Reference(
      RecordKey("stakeholder", id(3)), in: SpaceID(bytes: [UInt8](repeating: 1, count: 16)))
    #expect(Person(stakeholder).aliasOf == nil)
  }
}

@Suite struct `Aliases` {
  @Test func `have the smallest id stand for all, even in a circle`() {
    let aliases = StakeholderAliases([id(7): id(3), id(3): id(5), id(5): id(7)])
    #expect([3, 5, 7].map { aliases.canonical(id($0)) } == [id(3), id(3), id(3)])
    #expect(aliases.canonical(id(8)) == id(8))
  }

  @Test func `follow links whatever their direction`() {
    let aliases = StakeholderAliases([id(1): id(9), id(2): id(9)])
    #expect(aliases.canonical(id(9)) == id(1))
    #expect(aliases.canonical(id(2)) == id(1))
  }
}

@Suite struct `A disagreement` {
  private typealias Pair = (StakeholderObservation, Stamp)

  private func observation(
    _ number: UInt64, _ author: String, _ value: String, on day: String = "2026-03-09",
    attribute: StakeholderObservation.Attribute = .stance, of stakeholder: UInt64 = 1,
    in opportunity: UInt64? = nil
  ) -> Pair {
    var observation = StakeholderObservation(id: id(number))
    observation.stakeholder = Reference(RecordKey("stakeholder", id(stakeholder)))
    observation.context = opportunity.map { Reference(RecordKey("opportunity", id($0))) }
    observation.attribute = attribute
    observation.value = value
    observation.by = author
    observation.on = Day(day)
    let time = HybridTime(milliseconds: Int64(number))
    return (observation, Stamp(time: time, actor: Text(author), clockOffset: 0))
  }

  @Test func `shows two steps between two colleagues`() {
    let found = Disagreement.findings(among: [
      observation(1, "tomasz", "+1"), observation(2, "daniel", "-1"),
    ])
    #expect(found.count == 1)
    #expect(found.first?.opinions.map(\.author) == ["daniel", "tomasz"])
    #expect(found.first?.opinions.map(\.value) == ["-1", "+1"])
    #expect(found.first?.subject.attribute == .stance)
  }

  @Test func `is silent about one step, and about a spelling`() {
    #expect(
      Disagreement.findings(among: [
        observation(1, "tomasz", "+1"), observation(2, "daniel", "0.5"),
        observation(3, "eero", "1"),
      ]).isEmpty)
  }

  @Test func `compares words where they are not numbers`() {
    func found(_ left: String, _ right: String) -> Int {
      Disagreement.findings(among: [
        observation(1, "tomasz", left, attribute: .decisionStyle),
        observation(2, "daniel", right, attribute: .decisionStyle),
      ]).count
    }
    #expect(found("Analytic", "analytic") == 0)
    #expect(found("analytic", "intuitive") == 1)
    #expect(found("analytic", "1") == 1)
  }

  @Test func `goes by what each colleague saw last`() {
    #expect(
      Disagreement.findings(among: [
        observation(1, "daniel", "-1", on: "2026-03-09"),
        observation(2, "daniel", "+1", on: "2026-03-11"), observation(3, "tomasz", "+1"),
      ]).isEmpty)
    // Written later about an earlier day: the later day counts.
    #expect(
      Disagreement.findings(among: [
        observation(9, "daniel", "+1", on: "2026-03-01"),
        observation(2, "daniel", "-1", on: "2026-03-11"), observation(3, "tomasz", "+1"),
      ]).count == 1)
  }

  @Test func `is not with oneself, nor between different subjects`() {
    #expect(
      Disagreement.findings(among: [
        observation(1, "daniel", "-2"), observation(2, "daniel", "2"),
        observation(3, "tomasz", "-2", of: 2), observation(4, "tomasz", "-2", in: 5),
        observation(5, "tomasz", "-2", attribute: .power),
      ]).isEmpty)
  }

  @Test func `ends when an observation is corrected`() {
    var correction = observation(3, "daniel", "+1")
    correction.0.corrects = Reference(RecordKey("observation", id(2)))
    let pairs = [observation(1, "tomasz", "+1"), observation(2, "eero", "-1")]
    #expect(Disagreement.findings(among: pairs).count == 1)
    #expect(Disagreement.findings(among: pairs + [correction]).isEmpty)
  }

  @Test func `finds colleagues who observed two records of one person`() {
    let pairs = [observation(1, "tomasz", "+1", of: 1), observation(2, "daniel", "-1", of: 2)]
    #expect(Disagreement.findings(among: pairs).isEmpty)
    let aliases = StakeholderAliases([id(2): id(1)])
    #expect(Disagreement.findings(among: pairs, aliases: aliases).count == 1)
  }

  @Test func `takes author and day from the change where the observation names none`() {
    var first = observation(1, "", "-1")
    first.0.on = nil
    first.1 = Stamp(time: HybridTime(milliseconds: 0), actor: "ines", clockOffset: 0)
    let found = Disagreement.findings(among: [first, observation(2, "tomasz", "+1")])
    #expect(found.first?.opinions.first?.author == "ines")
    #expect(found.first?.opinions.first?.on.description == "1970-01-01")
  }
}

@Suite struct `A life finding` {
  private let key = RecordKey("action", id(1))
  private let replicas = [ReplicaID(rawValue: 1), ReplicaID(rawValue: 2)]

  @Test func `shows what an edit added that the deletion's author had not seen`() throws {
    var record = Record(key)
    let created = Dot(replicas[0], 1)
    record.apply(Write(key, Field.life, supersedes: [], value: .boolean(true)), dot: created)
    record.apply(Write(key, "status", supersedes: [], value: .text("open")), dot: created)
    #expect(LifeFinding(record) == nil)
    let shown = VersionVector([created])
    record.apply(
      Write(key, Field.life, supersedes: [created], value: .deleted(shown: shown)),
      dot: Dot(replicas[0], 2))
    #expect(LifeFinding(record) == nil)
    record.apply(
      Write(key, "status", supersedes: [created], value: .text("done")), dot: Dot(replicas[1], 1))
    let finding = try #require(LifeFinding(record))
    #expect(finding.key == key)
    #expect(finding.editedFields == ["status"])
  }
}

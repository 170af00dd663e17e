import AccountModel
import SyncCore
import Testing

@Suite struct `The pipeline` {
  private func report(_ story: Story, week: String = "2026-W11") throws -> Pipeline {
    let window = try #require(ISOWeek(week)).days
    return Pipeline(story.deals, rules: PipelineRules(window: window, currency: "EUR"))
  }

  @Test func `weighs the open deals of Monday`() throws {
    let pipeline = try report(.monday())
    #expect(pipeline.total.openAmount == 2_520_000)
    #expect(pipeline.total.weighted == 1_047_000)
    #expect(pipeline.total.expected == 1_047_000)
    #expect(pipeline.total.booked == 0)
    #expect(pipeline.total.low == 1_047_000)
    #expect(pipeline.total.high == 1_047_000)
    #expect(pipeline.total.openDeals == 6)
    #expect(pipeline.contested.isEmpty)
    #expect(pipeline.uncounted.isEmpty)
  }

  @Test func `stays where it was while people disagree, and says how far it can go`() throws {
    let pipeline = try report(.friday())
    #expect(pipeline.total.weighted == 1_047_000)
    #expect(pipeline.total.booked == 0)
    #expect(pipeline.total.low == 752_000)
    #expect(pipeline.total.high == 1_283_500)
  }

  @Test func `names each deal that waits for a decision, with its own range`() throws {
    let contested = try report(.friday()).contested
    #expect(contested.map(\.name) == ["O1", "O2", "O3", "O6"])
    #expect(contested.map(\.fields) == [["stage"], ["money"], ["expectedClose"], ["close"]])
    #expect(contested.map(\.inForce) == [240_000, 300_000, 208_000, 120_000])
    #expect(contested.map(\.low) == [120_000, 245_000, 208_000, 0])
    #expect(contested.map(\.high) == [384_000, 362_500, 208_000, 150_000])
    #expect(contested.map(\.account) == ["Kaarna", "Kaarna", "Aurelia", "Portline"])
  }

  @Test func `books what was won in the week once people have decided`() throws {
    var story = Story.friday()
    story.write("O2", Story.money, Story.amountOf(1_230_000))
    story.write("O1", Story.stage, Story.stageOf(.selection))
    story.write("O3", Story.expectedClose, Story.dayOf("2026-04-17"))
    story.write("O6", Story.close, Story.closeOf(.won, "2026-03-12"))
    let total = try report(story).total
    #expect(total.weighted == 934_500)
    #expect(total.booked == 150_000)
    #expect(total.expected == 1_084_500)
    #expect(total.low == 1_084_500)
    #expect(total.high == 1_084_500)
    #expect((total.openDeals, total.bookedDeals) == (5, 1))
    #expect(try report(story).contested.isEmpty)
  }

  @Test func `books nothing that was won in another week`() throws {
    var story = Story.monday()
    story.write("O6", Story.close, Story.closeOf(.won, "2026-03-16"))
    #expect(try report(story).total.booked == 0)
    #expect(try report(story).total.expected == 927_000)
    #expect(try report(story, week: "2026-W12").total.booked == 150_000)
  }

  @Test(arguments: [OpportunityClose.Status.lost, .onHold])
  func `counts nothing of a deal that is closed otherwise`(_ status: OpportunityClose.Status) throws
  {
    var story = Story.monday()
    story.write("O6", Story.close, Story.closeOf(status, "2026-03-12"))
    #expect(try report(story).total.expected == 927_000)
    #expect(try report(story).uncounted.isEmpty)
  }

  @Test func `sums by stage, owner, account and month`() throws {
    let pipeline = try report(.friday())
    func rows(_ rows: [Pipeline.Row]) -> [String] {
      rows.map { "\($0.key) \($0.totals.expected) \($0.totals.low) \($0.totals.high)" }
    }
    #expect(
      rows(pipeline.stages) == [
        "pressure_to_change 9000 9000 9000", "solution_vision 300000 245000 362500",
        "selection 410000 290000 554000", "commitment 328000 208000 358000",
      ])
    #expect(
      rows(pipeline.owners) == [
        "daniel 170000 170000 170000", "eero 540000 365000 746500", "ines 120000 0 150000",
        "sofia 217000 217000 217000",
      ])
    #expect(
      rows(pipeline.accounts) == [
        "Aurelia 217000 217000 217000", "Kaarna 540000 365000 746500",
        "Portline 290000 170000 320000",
      ])
    #expect(
      pipeline.closeMonths.map(\.key) == ["2026-03", "2026-05", "2026-06", "2026-09", "2026-10"])
    #expect(pipeline.closeMonths.first?.totals.openDeals == 2)
  }

  @Test func `takes the extremes over every combination of a deal's open values`() throws {
    var story = Story()
    story.add("deal", account: "")
    story.write("deal", Story.money, Story.amountOf(100_000))
    story.write("deal", Story.stage, Story.stageOf(.selection))
    story.writeConcurrently(
      "deal", Story.money, [Story.amountOf(200_000), Story.amountOf(50_000)])
    story.writeConcurrently(
      "deal", Story.stage, [Story.stageOf(.commitment), Story.stageOf(.pressureToChange)])
    let open = try report(story).total
    #expect((open.low, open.weighted, open.high) == (5_000, 50_000, 160_000))
    story.writeConcurrently(
      "deal", Opportunity.probabilityField,
      [Story.probabilityOf(90), Story.probabilityOf(5)])
    let overridden = try report(story).total
    #expect((overridden.low, overridden.weighted, overridden.high) == (2_500, 50_000, 180_000))
  }

  @Test func `puts a seller's own probability before the stage's, exactly`() throws {
    var story = Story()
    story.add("deal", account: "")
    story.write("deal", Story.money, Story.amountOf(try #require(Number("1000.01"))))
    story.write(
      "deal", Opportunity.probabilityField, Story.probabilityOf(try #require(Number("12.5"))))
    #expect(try report(story).total.weighted == Number("125.00125"))
  }

  @Test func `adds cents without losing one`() throws {
    var story = Story()
    for index in 0..<1000 {
      let name = Text("\(index)")
      story.add(name, account: "")
      story.write(name, Story.money, Story.amountOf(try #require(Number("0.01"))))
    }
    // 1,000 × 0.01 × 10 %.
    #expect(try report(story).total.weighted == 1)
  }

  @Test func `lists what it cannot count instead of guessing`() throws {
    var story = Story()
    let strange = Value.group(Group(["stage": .text("frozen"), "status": .text("paused")]))
    for name in ["none", "negative", "dollars", "stage", "status", "won", "high"] as [Text] {
      story.add(name, account: "")
      story.write(name, Opportunity.nameField, .text(name))
      story.write(name, Story.money, Story.amountOf(1_000))
    }
    story.write("none", Story.money, .null)
    story.write("negative", Story.money, Story.amountOf(-1))
    story.write("dollars", Story.money, Story.amountOf(5, currency: "USD"))
    story.write("stage", Story.stage, strange)
    story.write("status", Story.close, strange)
    story.write("won", Story.close, Story.closeOf(.won))
    story.write("high", Opportunity.probabilityField, Story.probabilityOf(101))
    let pipeline = try report(story)
    #expect(
      pipeline.uncounted.map(\.reason) == [
        .noAmount, .negativeAmount, .otherCurrency("USD"), .noProbability(stage: "frozen"),
        .unknownStatus("paused"), .wonWithoutDay, .probabilityOutOfRange,
      ])
    #expect(pipeline.total.expected == 0)
    #expect(pipeline.total.high == 0)
    #expect(pipeline.stages.map(\.key) == ["pressure_to_change", "frozen"])
  }

  @Test func `takes the value that was agreed on for what it is`() throws {
    var story = Story.monday()
    story.writeConcurrently(
      "O2", Story.money, [Story.amountOf(1_000_000), Story.amountOf(1_000_000)])
    let pipeline = try report(story)
    #expect(pipeline.contested.isEmpty)
    #expect(pipeline.total.weighted == 997_000)
  }

  @Test func `finds the currency that most deals are in`() {
    var story = Story.monday()
    story.add("dollars", account: "")
    story.write("dollars", Story.money, Story.amountOf(5, currency: "USD"))
    #expect(PipelineRules.commonCurrency(of: story.deals) == "EUR")
    #expect(PipelineRules.commonCurrency(of: []) == "")
  }

  @Test func `stays at the greatest number instead of failing on absurd amounts`() throws {
    var story = Story()
    let greatest = Number(mantissa: Number.maximumMantissa, scale: 0) ?? 0
    for index in 0..<3 {
      story.add(Text("\(index)"), account: "")
      story.write(Text("\(index)"), Story.money, Story.amountOf(greatest))
    }
    #expect(try report(story).total.openAmount == greatest)
  }
}

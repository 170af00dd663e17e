import AccountModel
import DiagnosticReports
import SyncCore

/// The pipeline as people and scripts read it.
struct FunnelReport {
  let week: ISOWeek
  let pipeline: Pipeline

  var json: JSON {
    let total = pipeline.total
    return .object([
      "week": .string("\(week)"), "unit": .string(pipeline.rules.currency),
      "openDeals": .count(total.openDeals), "open": .number(total.openAmount),
      "weighted": .number(total.weighted), "booked": .number(total.booked),
      "expected": .number(total.expected), "low": .number(total.low), "high": .number(total.high),
      "stages": rows(pipeline.stages), "owners": rows(pipeline.owners),
      "accounts": rows(pipeline.accounts), "closeMonths": rows(pipeline.closeMonths),
      "contested": .array(
        pipeline.contested.map { deal in
          .object([
            "ref": .string("\(deal.reference.key)"), "name": .string(deal.name),
            "account": .string(deal.account),
            "fields": .array(deal.fields.map { .string($0.string) }),
            "inForce": .number(deal.inForce), "low": .number(deal.low), "high": .number(deal.high),
          ])
        }),
      "uncounted": .array(
        pipeline.uncounted.map { deal in
          .object([
            "ref": .string("\(deal.reference.key)"), "name": .string(deal.name),
            "reason": .string(deal.reason.sentence),
          ])
        }),
    ])
  }

  private func rows(_ rows: [Pipeline.Row]) -> JSON {
    .array(
      rows.map { row in
        .object([
          "key": .string(row.key.string), "openDeals": .count(row.totals.openDeals),
          "open": .number(row.totals.openAmount), "weighted": .number(row.totals.weighted),
          "booked": .number(row.totals.booked), "low": .number(row.totals.low),
          "high": .number(row.totals.high),
        ])
      })
  }

  var lines: [String] {
    let total = pipeline.total
    let days = "\(week.firstDay) to \(week.lastDay)"
    let currency = pipeline.rules.currency.isEmpty ? "no currency" : pipeline.rules.currency
    var lines = ["Pipeline of \(week), \(days), in \(currency)"]
    var sums = Columns(rightAligned: [1])
    sums.add(["  weighted", text(total.weighted), counted(total.openDeals, "open deal")])
    sums.add([
      "  booked", text(total.booked), counted(total.bookedDeals, "deal") + " won in the week",
    ])
    sums.add(["  expected", text(total.expected), spread])
    lines += sums.lines
    lines += table("stage", pipeline.stages, name: stageLabel)
    lines += table("owner", pipeline.owners) { $0.isEmpty ? "nobody" : $0 }
    lines += table("account", pipeline.accounts) { $0 }
    lines += table("close", pipeline.closeMonths) { $0.isEmpty ? "not set" : $0 }
    return lines + contested + uncounted
  }

  /// What the conflicts that are open can make of the sum.
  private var spread: String {
    let (low, high) = (pipeline.total.low, pipeline.total.high)
    return low == high ? "no conflict can move it" : "range \(range(low, high))"
  }

  private func table(
    _ title: String, _ rows: [Pipeline.Row], name: (String) -> String
  ) -> [String] {
    guard !rows.isEmpty else { return [] }
    var columns = Columns(rightAligned: [1, 2, 3, 4])
    columns.add([title, "deals", "open", "weighted", "booked", "range"])
    for row in rows {
      let totals = row.totals
      columns.add([
        name(row.key.string), "\(totals.openDeals + totals.bookedDeals)", text(totals.openAmount),
        text(totals.weighted), text(totals.booked),
        totals.low == totals.high ? "" : range(totals.low, totals.high),
      ])
    }
    return [""] + columns.lines
  }

  private var contested: [String] {
    guard !pipeline.contested.isEmpty else { return [] }
    var columns = Columns(rightAligned: [2])
    for deal in pipeline.contested {
      columns.add([
        "  \(name(deal.name, deal.reference))", deal.fields.map(\.string).joined(separator: ", "),
        text(deal.inForce),
        deal.low == deal.high ? "no effect on the sums" : range(deal.low, deal.high),
      ])
    }
    return ["", counted(pipeline.contested.count, "deal") + " to decide on"] + columns.lines
  }

  private var uncounted: [String] {
    guard !pipeline.uncounted.isEmpty else { return [] }
    var columns = Columns()
    for deal in pipeline.uncounted {
      columns.add(["  \(name(deal.name, deal.reference))", deal.reason.sentence])
    }
    return ["", "Not in the sums"] + columns.lines
  }

  /// What a deal is called; a short reference where nobody named it.
  private func name(_ name: String, _ reference: Reference) -> String {
    name.isEmpty ? reference.key.short : name
  }

  private func stageLabel(_ word: String) -> String {
    BuyingStage(rawValue: word).map(pipeline.rules.methodology.label(of:)) ?? word
  }

  private func text(_ number: Number) -> String { ValueText.number(number) }

  private func range(_ low: Number, _ high: Number) -> String {
    "\(text(low)) to \(text(high))"
  }
}

extension UncountedReason {
  /// Why a deal is not in the sums.
  var sentence: String {
    switch self {
    case .noAmount: "has no amount"
    case .negativeAmount: "has a negative amount"
    case .otherCurrency(let currency): "is in \(currency)"
    case .noProbability(let stage): "its stage \(stage) has no probability"
    case .probabilityOutOfRange: "its probability is not between 0 and 100 percent"
    case .wonWithoutDay: "is won, but on no day"
    case .unknownStatus(let status): "its status \(status) is unknown here"
    }
  }
}

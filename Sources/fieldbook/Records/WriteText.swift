import AccountModel
import Diagnostics
import SpaceStore
import SyncCore

/// One live write of a cell in words.
struct WriteText {
  private let write: ExplainedWrite
  private let view: CellView
  private let texts: ValueText
  private let people: People

  init(_ write: ExplainedWrite, of view: CellView, texts: ValueText, people: People) {
    self.write = write
    self.view = view
    self.texts = texts
    self.people = people
  }

  /// Who and when; what it replaced; why; what its author had received of the others.
  var lines: [String] {
    get throws {
      var lines = ["\(author), \(time(write.stamp)), \(write.dot)\(intent)"]
      lines += try replaced
      if let note = write.note { lines.append("“\(note)”") }
      if let origin = write.origin, let again = write.rewritten {
        lines.append(
          "first written as \(origin.dot), written again on "
            + LocalTime.text(again.at.milliseconds) + " since \(again.cause.reason)")
      }
      if write.stamp.clockOffset != 0 {
        let offset = LocalTime.duration(write.stamp.clockOffset)
        let way = write.stamp.clockOffset > 0 ? "ahead" : "behind"
        lines.append(
          "the clock of \(people.machine(write.dot.replica)) was \(offset) \(way); the time is corrected"
        )
      }
      return lines + encounters
    }
  }

  /// `eero, eero-fw`.
  private var author: String { people.author(write.dot, write.stamp) }
  private var intent: String {
    guard let intent = write.intent, intent != .edit else { return "" }
    return ", \(intent.word)"
  }

  private func time(_ stamp: Stamp) -> String { LocalTime.text(stamp.time.milliseconds) }

  private var replaced: [String] {
    get throws {
      guard let replaced = write.replaced else { return ["what it replaced is not held here"] }
      return try replaced.map { old in
        let value = try old.value.map { try texts.brief($0, view.field.type) }
        let author = old.stamp.map { " of \(people.author(old.dot, $0)), \(time($0))" } ?? ""
        return value.map { "replaced \($0)\(author)" }
          ?? "replaced a value\(author) that is not held here"
      }
    }
  }

  private var encounters: [String] {
    view.explanation.encounters(of: write.dot).compactMap { encounter in
      guard let other = view.explanation.write(encounter.other) else { return nil }
      return encounter.sentence(people.party(write), other: people.party(other))
    }
  }

  var json: JSON {
    get throws {
      .object([
        "dot": .string("\(write.dot)"), "value": JSON(write.value),
        "user": .string(people.user(write.stamp.actor, on: write.dot.replica)),
        "device": .string(people.device(write.dot.replica)),
        "at": .string(LocalTime.universal(write.stamp.time.milliseconds)),
        "intent": .optional(write.intent?.word), "note": .optional(write.note?.string),
        "clockOffsetMs": .integer(write.stamp.clockOffset),
        "firstDot": .optional(write.origin?.dot.description),
        "writtenAgain": write.rewritten.map { again in
          .object([
            "at": .string(LocalTime.universal(again.at.milliseconds)),
            "cause": .string(again.cause.word),
          ])
        } ?? .null,
        "replaced": .array(
          (write.replaced ?? []).map { old in
            .object([
              "dot": .string("\(old.dot)"), "value": old.value.map { JSON($0) } ?? .null,
              "user": .optional(old.stamp.map { people.user($0.actor, on: old.dot.replica) }),
              "at": .optional(old.stamp.map { LocalTime.universal($0.time.milliseconds) }),
            ])
          }),
        "received": .array(
          view.explanation.encounters(of: write.dot).map { encounter in
            let sentence = view.explanation.write(encounter.other).map {
              encounter.sentence(people.party(write), other: people.party($0))
            }
            return .object([
              "other": .string("\(encounter.other)"),
              "knowledge": .string(encounter.knowledge.word), "text": .optional(sentence),
            ])
          }),
      ])
    }
  }
}

extension People {
  /// Who stands behind a write.
  func party(_ write: ExplainedWrite) -> Encounter.Party {
    Encounter.Party(
      user: user(write.stamp.actor, on: write.dot.replica), device: machine(write.dot.replica))
  }
}

extension RewritingCause {
  /// The end of a sentence that begins with "since".
  fileprivate var reason: String {
    switch self {
    case .nameUsedTwice: "that name was used twice"
    case .earlierRefused: "the hub refuses a change before it"
    case .notTaken: "the hub could not take it as it was"
    case .unknown: "the hub might not take it under that name"
    }
  }

  /// A stable word for scripts.
  fileprivate var word: String {
    switch self {
    case .nameUsedTwice: "name used twice"
    case .earlierRefused: "earlier refused"
    case .notTaken: "not taken"
    case .unknown: "unknown"
    }
  }
}

extension Encounter.Knowledge {
  /// A stable word for scripts.
  var word: String {
    switch self {
    case .notReceived: "not received"
    case .startedEarlier: "started earlier"
    case .sameReplica: "same replica"
    case .unknown: "unknown"
    }
  }
}

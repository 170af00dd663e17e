package import SyncCore

/// Colleagues who see one stakeholder differently: both opinions stay, people should talk.
package struct Disagreement: Hashable, Sendable {
  /// Opinions one step apart, such as 0 and +1 of stance, are not worth a talk.
  package static let numericSteps: Number = 2

  package let subject: Subject
  /// Each author's latest opinion, ascending by author; authors who agree with all are in it too.
  package let opinions: [Opinion]

  /// What the observations are about.
  package struct Subject: Hashable, Sendable {
    package let stakeholder: RecordID
    /// The opportunity; nil means the whole account.
    package let context: RecordID?
    package let attribute: StakeholderObservation.Attribute

    package init(
      stakeholder: RecordID, context: RecordID?, attribute: StakeholderObservation.Attribute
    ) {
      self.stakeholder = stakeholder
      self.context = context
      self.attribute = attribute
    }
  }

  /// One observation by one author.
  package struct Opinion: Hashable, Sendable {
    package let observation: RecordID
    package let author: String
    package let value: String
    package let on: Day
    /// When it was written.
    package let time: HybridTime

    package init(
      observation: RecordID, author: String, value: String, on: Day, time: HybridTime
    ) {
      self.observation = observation
      self.author = author
      self.value = value
      self.on = on
      self.time = time
    }
  }

  /// The findings of one account.
  ///
  /// - Parameters:
  ///   - observations: each with the stamp of the change that wrote it, which says who and when
  ///     where the observation does not.
  ///   - aliases: stakeholders that are one person count as one.
  /// - Returns: ascending by stakeholder, context and attribute.
  package static func findings(
    among observations: [(StakeholderObservation, Stamp)],
    aliases: StakeholderAliases = StakeholderAliases()
  ) -> [Disagreement] {
    var latest: [Subject: [String: Opinion]] = [:]
    let corrected = Set(observations.compactMap { $0.0.corrects?.key.id })
    for (observation, stamp) in observations where !corrected.contains(observation.id) {
      guard let stakeholder = observation.stakeholder?.key.id,
        let attribute = observation.attribute
      else { continue }
      let subject = Subject(
        stakeholder: aliases.canonical(stakeholder), context: observation.context?.key.id,
        attribute: attribute)
      let opinion = Opinion(observation, stamp)
      let earlier = latest[subject]?[opinion.author]
      if earlier.map({ $0.order < opinion.order }) ?? true {
        latest[subject, default: [:]][opinion.author] = opinion
      }
    }
    return latest.compactMap { subject, opinions in
      let opinions = opinions.values.sorted { Text($0.author) < Text($1.author) }
      guard differ(opinions.map(\.value)) else { return nil }
      return Disagreement(subject: subject, opinions: opinions)
    }.sorted { $0.subject.order < $1.subject.order }
  }

  /// Whether values are too far apart: numbers by steps, words where they are not the same.
  private static func differ(_ values: [String]) -> Bool {
    let numbers = values.compactMap(number(of:))
    guard numbers.count == values.count, let least = numbers.min(), let greatest = numbers.max()
    else { return Set(values.map { Text(FieldType.lowercased($0)) }).count > 1 }
    return units(of: greatest) - units(of: least) >= units(of: numericSteps)
  }

  /// The number in units of its least decimal; 24 digits at most.
  private static func units(of number: Number) -> Int128 {
    (number.scale..<Number.maximumScale).reduce(Int128(number.mantissa)) { units, _ in units * 10 }
  }

  /// The number that a value spells; people write a stance as `+1`.
  private static func number(of value: String) -> Number? {
    value.utf8.first == UInt8(ascii: "+") ? Number(value.dropFirst()) : Number(value)
  }
}

extension Disagreement.Opinion {
  fileprivate init(_ observation: StakeholderObservation, _ stamp: Stamp) {
    self.init(
      observation: observation.id,
      author: observation.by.isEmpty ? stamp.actor.string : observation.by,
      value: observation.value,
      on: observation.on ?? Day(milliseconds: stamp.time.milliseconds), time: stamp.time)
  }

  fileprivate var order: (Day, HybridTime, RecordID) { (on, time, observation) }
}

extension Disagreement.Subject {
  fileprivate var order: (Int64, Int64, Text) {
    (stakeholder.rawValue, context?.rawValue ?? -1, Text(attribute.rawValue))
  }
}

package import SyncCore

extension ByteWriter {
  package mutating func value(_ value: Value) {
    switch value {
    case .null: byte(ValueTag.null.rawValue)
    case .boolean(let flag): byte((flag ? ValueTag.true : .false).rawValue)
    case .number(let number):
      byte(ValueTag.number.rawValue)
      signed(number.mantissa)
      byte(number.scale)
    case .text(let text):
      byte(ValueTag.text.rawValue)
      self.text(text)
    case .day(let day):
      byte(ValueTag.day.rawValue)
      signed(Int64(day.daysSinceEpoch))
    case .reference(let reference):
      byte(ValueTag.reference.rawValue)
      self.reference(reference)
    case .bytes(let bytes):
      byte(ValueTag.bytes.rawValue)
      counted(bytes)
    case .group(let group):
      byte(ValueTag.group.rawValue)
      count(group.members.count)
      for member in group.members {
        text(member.name)
        self.value(member.value)
      }
    case .deleted(let shown):
      byte(ValueTag.deleted.rawValue)
      dots(shown.entries)
    case .prose(let prose):
      byte(ValueTag.prose.rawValue)
      self.prose(prose)
    case .absent: byte(ValueTag.absent.rawValue)
    case .unknown(let tag, let payload):
      byte(tag)
      counted(payload)
    }
  }

  private mutating func reference(_ reference: Reference) {
    text(reference.key.kind)
    recordID(reference.key.id)
    byte(reference.space == nil ? 0 : 1)
    if let space = reference.space { raw(space.bytes) }
  }

  package mutating func base(_ base: Base?) {
    byte(base == nil ? 0 : 1)
    guard let base else { return }
    dot(base.dot)
    unsigned(base.time.rawValue)
    value(base.value)
  }

  package mutating func dots(_ dots: [Dot]) {
    count(dots.count)
    for dot in dots { self.dot(dot) }
  }
}

extension ByteReader {
  mutating func value(in place: ValuePlace) throws(ProtocolError) -> Value {
    let start = position
    let value = try value()
    guard place.allows(value) else { throw .invalid(what: "value", at: start) }
    return value
  }

  /// Any value, as a write may hold it.
  package mutating func value() throws(ProtocolError) -> Value {
    let start = position
    let tag = try byte()
    switch ValueTag(rawValue: tag) {
    case .group: return .group(try group())
    case .deleted: return .deleted(shown: try vector())
    case .prose: return .prose(try prose())
    case .absent: return .absent
    case .null: return .null
    default: return try scalar(tag, at: start)
    }
  }

  /// The values that a group can hold too: no nesting, so no depth to bound.
  private mutating func scalar(_ tag: UInt8, at start: Int) throws(ProtocolError) -> Value {
    switch ValueTag(rawValue: tag) {
    case .false: return .boolean(false)
    case .true: return .boolean(true)
    case .number: return .number(try decimal())
    case .text: return .text(try text("text", limit: Limits.textBytes))
    case .day: return .day(try day())
    case .reference: return .reference(try reference())
    case .bytes: return .bytes(try counted("bytes", limit: Limits.textBytes))
    case .null, .group, .deleted, .prose, .absent:
      throw .invalid(what: "value within a group", at: start)
    case nil: return .unknown(tag: tag, payload: try counted("value", limit: Limits.textBytes))
    }
  }

  private mutating func decimal() throws(ProtocolError) -> Number {
    let start = position
    let mantissa = try signed()
    let scale = try byte()
    guard let number = Number(mantissa: mantissa, scale: scale), number.mantissa == mantissa,
      number.scale == scale
    else { throw .invalid(what: "number", at: start) }
    return number
  }

  private mutating func day() throws(ProtocolError) -> Day {
    let start = position
    guard let days = Int(exactly: try signed()), let day = Day(daysSinceEpoch: days) else {
      throw .invalid(what: "day", at: start)
    }
    return day
  }

  private mutating func reference() throws(ProtocolError) -> Reference {
    let kind = try name("kind")
    let key = RecordKey(kind, try recordID())
    return Reference(key, in: try flag("space") ? try space() : nil)
  }

  private mutating func group() throws(ProtocolError) -> Group {
    let count = try count("group members", limit: Limits.groupMembers)
    var members: [Text: Value] = [:]
    var last: Text?
    for _ in 0..<count {
      let start = position
      let name = try name("member")
      if let last, last >= name { throw .invalid(what: "order of members", at: start) }
      last = name
      let tagStart = position
      let tag = try byte()
      members[name] = try scalar(tag, at: tagStart)
    }
    return Group(members)
  }

  package mutating func base() throws(ProtocolError) -> Base? {
    guard try flag("base") else { return nil }
    let dot = try dot()
    let time = HybridTime(rawValue: try unsigned())
    return Base(dot: dot, time: time, value: try value(in: .plain))
  }

  /// Dots in ascending order, none twice.
  package mutating func dots(limit: Int) throws(ProtocolError) -> [Dot] {
    let count = try count("dots", limit: limit)
    var dots: [Dot] = []
    for _ in 0..<count {
      let start = position
      let dot = try dot()
      if let last = dots.last, last >= dot { throw .invalid(what: "order of dots", at: start) }
      dots.append(dot)
    }
    return dots
  }

  package mutating func vector() throws(ProtocolError) -> VersionVector {
    let start = position
    let dots = try dots(limit: Limits.replicas)
    for (left, right) in zip(dots, dots.dropFirst()) where left.replica == right.replica {
      throw .invalid(what: "two counts of one replica", at: start)
    }
    return VersionVector(dots)
  }

  /// 0 or 1.
  package mutating func flag(_ what: String) throws(ProtocolError) -> Bool {
    let start = position
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw .invalid(what: what, at: start)
    }
  }
}

internal import SyncCore

extension RowReader {
  /// A value in its place, over the dots that its write supersedes.
  mutating func value(in place: ValuePlace, shown: [Dot] = []) throws -> Value {
    let start = bytes.position
    let value = try value(shown)
    guard place.allows(value) else { throw ProtocolError.invalid(what: "value", at: start) }
    return value
  }

  private mutating func value(_ shown: [Dot]) throws -> Value {
    let start = bytes.position
    let head = try bytes.byte()
    let small = Int(head >> RowTag.smallShift)
    switch ValueTag(rawValue: head & RowTag.tagMask) {
    case nil where head & RowTag.tagMask == RowTag.text:
      let length = try size(small, "text", limit: Limits.textBytes)
      return .prose(.whole(try bytes.characters(length)))
    case nil where head & RowTag.tagMask == RowTag.patch:
      return .prose(.patch(try patch(small, shown: shown)))
    case .absent where small == 0: return .absent
    case .null where small == 0: return .null
    case .group: return .group(try group(small))
    case .deleted:
      let count = try size(small, "vector", limit: Limits.replicas)
      return .deleted(shown: try vector(count: count))
    default: return try scalar(head, at: start)
    }
  }

  /// A value that may be told by what differs from a group; see ``RowWriter/group(_:like:)``.
  mutating func value(
    in place: ValuePlace, shown: [Dot] = [], like other: Value?
  ) throws -> Value {
    guard case .group(let group) = other else { return try value(in: place, shown: shown) }
    var probe = bytes
    let head = try probe.byte()
    guard head & RowTag.tagMask == RowTag.likeGroup else {
      return try value(in: place, shown: shown)
    }
    let count = Int(head >> RowTag.smallShift)
    guard count < RowTag.escape else {
      throw ProtocolError.invalid(what: "group members", at: bytes.position)
    }
    bytes = probe
    hasBorrowed = true
    return .group(try self.group(count, like: group))
  }

  private mutating func group(_ count: Int, like other: Group) throws -> Group {
    var changes: [Text: Value] = [:]
    var last: Text?
    for _ in 0..<count {
      let start = bytes.position
      let name = try name("member")
      if let last, last >= name { throw ProtocolError.invalid(what: "order of members", at: start) }
      last = name
      let value = try memberValue()
      if value.isNull, other[name].isNull {
        throw ProtocolError.invalid(what: "value within a group", at: start)
      }
      changes[name] = value
    }
    let group = other.replacing(changes)
    guard group.members.count <= Limits.groupMembers else {
      throw ProtocolError.tooLarge(
        what: "group members", size: UInt64(group.members.count),
        limit: UInt64(Limits.groupMembers))
    }
    return group
  }

  private mutating func patch(_ small: Int, shown: [Dot]) throws(ProtocolError) -> Prose.Patch {
    let count = try size(small, "hunks", limit: Limits.hunksPerPatch)
    try take(hunks: count)
    let place = shown.count > 1 ? try bytes.unsigned() : 0
    guard place < UInt64(shown.count) else {
      throw .unknownName(what: "superseded dot", number: place)
    }
    let checksum = try bytes.fixed32()
    let hunks = try bytes.hunks(count)
    return Prose.Patch(base: shown[Int(place)], checksum: checksum, hunks: hunks)
  }

  private mutating func group(_ small: Int) throws -> Group {
    let count = try size(small, "group members", limit: Limits.groupMembers)
    var members: [Text: Value] = [:]
    var last: Text?
    for _ in 0..<count {
      let start = bytes.position
      let name = try name("member")
      if let last, last >= name { throw ProtocolError.invalid(what: "order of members", at: start) }
      last = name
      let value = try memberValue()
      if value.isNull { throw ProtocolError.invalid(what: "value within a group", at: start) }
      members[name] = value
    }
    return Group(members)
  }

  private mutating func memberValue() throws -> Value {
    let start = bytes.position
    let head = try bytes.byte()
    return head == ValueTag.null.rawValue ? .null : try scalar(head, at: start)
  }

  /// The values that a group can hold too: no nesting, so no depth to bound.
  private mutating func scalar(_ head: UInt8, at start: Int) throws -> Value {
    let small = Int(head >> RowTag.smallShift)
    switch ValueTag(rawValue: head & RowTag.tagMask) {
    case .false where small == 0: return .boolean(false)
    case .true where small == 0: return .boolean(true)
    case .number: return .number(try number(small, at: start))
    case .text:
      return .text(try bytes.characters(try size(small, "text", limit: Limits.textBytes)))
    case .day where small == 0: return .day(try day(at: start))
    case .reference: return .reference(try reference(small, at: start))
    case .bytes:
      return .bytes(Array(try bytes.raw(try size(small, "bytes", limit: Limits.textBytes))))
    case nil where head == RowTag.unknown: return try unknown(at: start)
    default: throw ProtocolError.invalid(what: "value", at: start)
    }
  }

  private mutating func number(_ small: Int, at start: Int) throws(ProtocolError) -> Number {
    let mantissa = try bytes.signed()
    if small <= RowTag.maximumScale {
      let number = Number(mantissa: mantissa, scale: UInt8(small))
      if let number, number.mantissa == mantissa, Int(number.scale) == small { return number }
      throw .invalid(what: "number", at: start)
    }
    var value = mantissa
    for _ in 0..<(small - RowTag.maximumScale) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { throw .invalid(what: "number", at: start) }
      value = product
    }
    guard let number = Number(mantissa: value, scale: 0) else {
      throw .invalid(what: "number", at: start)
    }
    return number
  }

  private mutating func day(at start: Int) throws(ProtocolError) -> Day {
    let (days, overflow) = Int64(dayOrigin).addingReportingOverflow(try bytes.signed())
    guard !overflow, let days = Int(exactly: days), let day = Day(daysSinceEpoch: days) else {
      throw .invalid(what: "day", at: start)
    }
    return day
  }

  private mutating func reference(_ form: Int, at start: Int) throws(ProtocolError) -> Reference {
    guard form <= RowTag.ReferenceForm.otherSpace | RowTag.ReferenceForm.inTable else {
      throw .invalid(what: "value", at: start)
    }
    let key: RecordKey
    if form & RowTag.ReferenceForm.inTable != 0 {
      key = try record(place: try bytes.unsigned())
    } else {
      let kind = try name("kind")
      key = RecordKey(kind, try bytes.recordID())
    }
    let hasSpace = form & RowTag.ReferenceForm.otherSpace != 0
    return Reference(key, in: hasSpace ? try bytes.space() : nil)
  }

  private mutating func unknown(at start: Int) throws(ProtocolError) -> Value {
    let tag = try bytes.byte()
    guard tag >= ValueTag.firstUnknown else { throw .invalid(what: "value", at: start) }
    return .unknown(tag: tag, payload: try bytes.counted("value", limit: Limits.textBytes))
  }

  private mutating func size(
    _ small: Int, _ what: String, limit: Int
  ) throws(ProtocolError) -> Int {
    small < RowTag.escape ? small : try bytes.count(what, limit: limit)
  }
}

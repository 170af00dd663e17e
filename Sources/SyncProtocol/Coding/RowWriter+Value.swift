internal import SyncCore

extension RowWriter {
  /// A value in its place, over the dots that its write supersedes.
  mutating func value(_ value: Value, in place: ValuePlace, shown: [Dot] = []) throws {
    try check(value, in: place)
    switch value {
    case .prose(.whole(let text)):
      sized(RowTag.text, text.utf8.count)
      bytes.raw(text.utf8)
    case .prose(.patch(let patch)): try self.patch(patch, shown: shown)
    case .absent: head(ValueTag.absent)
    default: try self.value(value)
    }
  }

  func check(_ value: Value, in place: ValuePlace) throws(ProtocolError) {
    guard place.allows(value) else {
      throw .invalid(what: "value", at: bytes.bytes.count)
    }
  }

  /// The base by its place among the superseded dots, where there are several.
  private mutating func patch(_ patch: Prose.Patch, shown: [Dot]) throws {
    guard let place = shown.firstIndex(of: patch.base) else {
      throw ProtocolError.invalid(what: "base of a patch", at: bytes.bytes.count)
    }
    sized(RowTag.patch, patch.hunks.count)
    if shown.count > 1 { bytes.count(place) }
    bytes.fixed32(patch.checksum)
    bytes.hunks(patch.hunks)
  }

  private mutating func value(_ value: Value) throws {
    switch value {
    case .null: head(ValueTag.null)
    case .boolean(let flag): head(flag ? ValueTag.true : .false)
    case .number(let number): self.number(number)
    case .text(let text):
      sized(ValueTag.text.rawValue, text.utf8.count)
      bytes.raw(text.utf8)
    case .day(let day):
      head(ValueTag.day)
      bytes.signed(Int64(Int(day.daysSinceEpoch) - dayOrigin))
    case .reference(let reference): self.reference(reference)
    case .bytes(let raw):
      sized(ValueTag.bytes.rawValue, raw.count)
      bytes.raw(raw)
    case .group(let group): try self.group(group)
    case .deleted(let shown):
      sized(ValueTag.deleted.rawValue, shown.entries.count)
      for entry in shown.entries { try dot(entry) }
    case .unknown(let tag, let payload):
      bytes.byte(RowTag.unknown)
      bytes.byte(tag)
      bytes.counted(payload)
    case .prose, .absent: throw ProtocolError.invalid(what: "value", at: bytes.bytes.count)
    }
  }

  /// A base's value, which often differs from the written one in one member alone.
  mutating func value(_ value: Value, comparedWith written: Value) throws {
    if try !group(value, like: written) { try self.value(value, in: .plain) }
  }

  /// Writes a group by what differs from another one; returns false where that would not be less.
  mutating func group(_ value: Value, like other: Value) throws -> Bool {
    guard case .group(let group) = value, case .group(let other) = other else { return false }
    let changed = group.members.filter { other[$0.name] != $0.value }
      .map { (name: $0.name, value: $0.value) }
    let removed = other.members.filter { group[$0.name].isNull }
      .map { (name: $0.name, value: Value.null) }
    let count = changed.count + removed.count
    guard count < min(group.members.count, RowTag.escape) else { return false }
    head(RowTag.likeGroup, small: count)
    for member in (changed + removed).sorted(by: { $0.name < $1.name }) {
      try self.member(member.name, member.value)
    }
    return true
  }

  private mutating func group(_ group: Group) throws {
    sized(ValueTag.group.rawValue, group.members.count)
    for member in group.members { try self.member(member.name, member.value) }
  }

  private mutating func member(_ name: Text, _ value: Value) throws {
    self.name(name)
    switch value {
    case .group, .deleted, .prose, .absent:
      throw ProtocolError.invalid(what: "value within a group", at: bytes.bytes.count)
    default: try self.value(value)
    }
  }

  private mutating func number(_ number: Number) {
    var mantissa = number.mantissa
    var zeros = 0
    while number.scale == 0, mantissa != 0, zeros < RowTag.maximumZeros,
      mantissa.isMultiple(of: 10)
    {
      mantissa /= 10
      zeros += 1
    }
    let small = zeros == 0 ? Int(number.scale) : RowTag.maximumScale + zeros
    head(ValueTag.number.rawValue, small: small)
    bytes.signed(mantissa)
  }

  private mutating func reference(_ reference: Reference) {
    let place = place(of: reference.key)
    var form = 0
    if reference.space != nil { form |= RowTag.ReferenceForm.otherSpace }
    if place != nil { form |= RowTag.ReferenceForm.inTable }
    head(ValueTag.reference.rawValue, small: form)
    if let place {
      bytes.count(place)
    } else {
      name(reference.key.kind)
      bytes.recordID(reference.key.id)
    }
    if let space = reference.space { bytes.raw(space.bytes) }
  }

  private mutating func sized(_ tag: UInt8, _ count: Int) {
    head(tag, small: min(count, RowTag.escape))
    if count >= RowTag.escape { bytes.count(count) }
  }

  private mutating func head(_ tag: ValueTag) { head(tag.rawValue, small: 0) }

  private mutating func head(_ tag: UInt8, small: Int) {
    bytes.byte(tag | UInt8(truncatingIfNeeded: small) << RowTag.smallShift)
  }
}

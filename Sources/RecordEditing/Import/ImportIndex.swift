internal import SyncCore
internal import SyncProtocol

/// What the first pass over a file keeps of its lines: which records it brings, under which ids.
final class ImportIndex {
  /// One record, briefly.
  struct Key: Hashable {
    let target: Int32
    let kind: Int16
    let id: Int64

    init(_ target: ImportTarget, _ kind: PortableKind, _ id: RecordID) {
      self.target = Int32(target.index)
      self.kind = Int16(kind.index)
      self.id = id.rawValue
    }
  }

  /// A record of a kind that is never edited, by what it belongs to.
  struct Belonging: Hashable {
    let target: Int32
    let kind: Int16
    let parent: RecordKey

    init(_ target: ImportTarget, _ kind: PortableKind, of parent: RecordKey) {
      self.target = Int32(target.index)
      self.kind = Int16(kind.index)
      self.parent = parent
    }
  }

  /// The lines of the records whose ids are known.
  private var lines: [Key: Int32] = [:]
  /// The ids that records have here, where they follow from their values in another space.
  private var derivedIDs: [Key: RecordID] = [:]
  /// What new records of append-only kinds belong to.
  private var brought: Set<Belonging> = []
  /// Records whose ids wait for those of others.
  private var waiting: [(line: RecordLine, target: ImportTarget)] = []
  let targets: ImportTargets

  init(targets: ImportTargets) { self.targets = targets }

  // MARK: The first pass

  /// - Throws: ``LineProblem``
  func add(_ line: RecordLine) throws {
    let target = try targets.target(of: line)
    if line.kind.isDerived, line.id == nil, line.derivingValues() == nil {
      let names = line.kind.kind.derivedFrom.map(\.string).joined(separator: " and ")
      throw LineProblem(
        line.number, "A record of the kind \(line.kind.kind.name) needs \(names).",
        hint: "Its id follows from what it names.")
    }
    if line.kind.isDerived, line.needsOthers(in: target) {
      waiting.append((line, target))
    } else {
      try settle(line, target)
    }
  }

  /// The ids that waited; each round finds those that only settled ones are needed for.
  ///
  /// - Throws: ``LineProblem``
  func settleWaiting() throws {
    // A record that needs a later one of its own kind is rare, a longer chain is nonsense.
    let rounds = 4
    for _ in 0..<rounds where !waiting.isEmpty {
      for (line, target) in waiting { derive(line, target) }
    }
    for (line, target) in waiting { try settle(line, target) }
    waiting = []
  }

  private func settle(_ line: RecordLine, _ target: ImportTarget) throws {
    derive(line, target)
    let id = self.id(of: line, in: target)
    if let id {
      let key = Key(target, line.kind, id)
      if let earlier = lines.updateValue(Int32(clamping: line.number), forKey: key) {
        throw LineProblem(
          line.number, "The line repeats \(line.kind.kind.name)/\(id) of line \(earlier).",
          hint: "Leave one of them out.")
      }
    }
    guard line.kind.kind.isAppendOnly else { return }
    if let id, try target.knownIDs(line.kind).contains(id) { return }
    for field in line.kind.kind.parentFields {
      if case .reference(let parent) = line.value(field.name) {
        brought.insert(Belonging(target, line.kind, of: mapped(parent, from: target).key))
      }
    }
  }

  /// Notes the id that a record of another space has here.
  private func derive(_ line: RecordLine, _ target: ImportTarget) {
    guard line.kind.isDerived, let id = line.id, let space = line.space, space != target.id,
      let values = line.derivingValues(),
      DerivedID.record(space: space, kind: line.kind.kind.name, values: values) == id
    else { return }
    derivedIDs[Key(target, line.kind, id)] = derivedID(values, line, target)
  }

  private func derivedID(
    _ values: [Value], _ line: RecordLine, _ target: ImportTarget
  ) -> RecordID {
    DerivedID.record(
      space: target.id, kind: line.kind.kind.name,
      values: values.map { mapped($0, from: target) })
  }

  // MARK: Both passes

  /// The id that a line's record has here; nil where the record is new at every import.
  func id(of line: RecordLine, in target: ImportTarget) -> RecordID? {
    if let id = line.id { return derivedIDs[Key(target, line.kind, id)] ?? id }
    guard line.kind.isDerived, let values = line.derivingValues() else { return nil }
    return derivedID(values, line, target)
  }

  /// The line that brings a record, if one does.
  func line(of key: Key) -> Int? { lines[key].map(Int.init) }

  func brings(_ belonging: Belonging) -> Bool { brought.contains(belonging) }

  func mapped(_ value: Value, from target: ImportTarget) -> Value {
    if case .reference(let reference) = value { return .reference(mapped(reference, from: target)) }
    return value
  }

  /// The reference as it stands in a record of `target`.
  func mapped(_ reference: Reference, from target: ImportTarget) -> Reference {
    guard let place = place(of: reference, from: target) else { return reference }
    var key = reference.key
    if let kind = PortableKind.named(key.kind), kind.isDerived,
      let id = derivedIDs[Key(place, kind, key.id)]
    {
      key = RecordKey(key.kind, id)
    }
    return Reference(key, in: place === target ? nil : place.id)
  }

  /// The target that a reference of a line points into; nil where it is not known here.
  func place(of reference: Reference, from target: ImportTarget) -> ImportTarget? {
    guard let space = reference.space else { return target }
    return space == target.id ? target : targets.target(ofReferenced: space)
  }
}

extension RecordLine {
  /// Whether the id follows from references whose targets the file may still tell.
  fileprivate func needsOthers(in target: ImportTarget) -> Bool {
    derivingValues()?.contains { value in
      guard case .reference(let reference) = value else { return false }
      return reference.space != nil || PortableKind.named(reference.key.kind)?.isDerived == true
    } ?? false
  }
}

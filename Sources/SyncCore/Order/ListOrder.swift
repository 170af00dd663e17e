/// A list that people order by hand, in the order in which a reader is shown it.
///
/// Records go by their keys; those of one key, and after all others those without a key, by id.
package struct ListOrder: Hashable, Sendable {
  package let places: [ListPlace]

  package init(_ places: some Sequence<ListPlace>) {
    self.places = places.sorted { left, right in
      switch (left.key, right.key) {
      case (let leftKey?, let rightKey?) where leftKey != rightKey: leftKey < rightKey
      case (nil, _?): false
      case (_?, nil): true
      default: left.id < right.id
      }
    }
  }

  /// What to write so that a record stands at `index` among the others; they keep their order.
  ///
  /// Mostly that is the record's own key. Where its neighbours leave no gap, because their keys are
  /// equal or were never given, they get keys as well; where a key would become too long, the whole
  /// list is numbered anew.
  ///
  /// An index beyond the list means its end.
  package func placing(
    _ id: RecordID, at index: Int, using generator: inout some RandomNumberGenerator
  ) -> [RecordID: FractionalKey] {
    let others = places.filter { $0.id != id }
    let index = min(max(index, 0), others.count)
    let gap = Gap(at: index, in: others)
    let keyed = others[gap.rewritten].map(\.id)
    let before = index - gap.rewritten.lowerBound
    let ids = keyed[..<before] + [id] + keyed[before...]
    let keys = FractionalKey.between(
      gap.lower, gap.upper, count: ids.count, using: &generator)
    if keys.count == ids.count, !keys.contains(where: \.isLong) { return Self.pairs(ids, keys) }
    let all = others[..<index].map(\.id) + [id] + others[index...].map(\.id)
    return Self.pairs(all, FractionalKey.evenlySpaced(count: all.count, using: &generator))
  }

  private static func pairs(
    _ ids: some Sequence<RecordID>, _ keys: [FractionalKey]
  ) -> [RecordID: FractionalKey] {
    Dictionary(zip(ids, keys), uniquingKeysWith: { first, _ in first })
  }
}

/// One record of a list and the key of its place, if it was ever given one.
package struct ListPlace: Hashable, Sendable {
  package let id: RecordID
  package let key: FractionalKey?

  package init(_ id: RecordID, _ key: FractionalKey?) {
    self.id = id
    self.key = key
  }
}

/// Where a record comes: the keys around it, and the neighbours that need keys of their own.
private struct Gap {
  var lower: FractionalKey?
  var upper: FractionalKey?
  var rewritten: Range<Int>

  init(at index: Int, in places: [ListPlace]) {
    rewritten = index..<index
    lower = index > 0 ? places[index - 1].key : nil
    upper = index < places.count ? places[index].key : nil
    guard index > 0 else { return }
    if lower == nil {
      // Records without a key stand last: those before the place get one, those after it do not.
      let first = places.firstIndex { $0.key == nil } ?? index
      rewritten = first..<index
      lower = first > 0 ? places[first - 1].key : nil
    } else if lower == upper {
      let last = places[index...].firstIndex { $0.key != lower } ?? places.count
      rewritten = index..<last
      upper = last < places.count ? places[last].key : nil
    }
  }
}

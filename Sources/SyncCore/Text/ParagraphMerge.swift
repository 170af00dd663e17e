/// The merge of several versions of a text by paragraph, and within a paragraph by word.
///
/// Paragraphs are compared without the space after them, so that adding one at the end is not an
/// edit of the one before.
struct ParagraphMerge {
  private let base: Paragraphs
  private let sides: [Side]

  /// One version as paragraphs, and where it differs from the base.
  private struct Side {
    let text: TextSide
    let paragraphs: Paragraphs
    let numbers: [Int]
    let differences: [Difference]
    /// For each paragraph of the base the same paragraph of this version, if it is still there.
    let counterparts: [Int?]
  }

  /// Some neighbouring paragraphs of the base that versions changed.
  private struct Region {
    var range: Range<Int>
    /// For each version that changed them its differences.
    var differences: [Int: [Difference]]
  }

  /// What the versions that changed a region say there.
  private struct Variant {
    let side: Int
    let range: Range<Int>
    let numbers: ArraySlice<Int>
  }

  /// - Precondition: at least two sides, all different.
  init(base: Text, sides: [TextSide]) {
    self.base = Paragraphs(base)
    var tokens = TokenNumbers()
    let baseNumbers = tokens.numbers(of: self.base)
    self.sides = sides.map { side in
      let paragraphs = Paragraphs(side.text)
      let numbers = tokens.numbers(of: paragraphs)
      let differences = Difference.between(baseNumbers, numbers)
      return Side(
        text: side, paragraphs: paragraphs, numbers: numbers, differences: differences,
        counterparts: Self.counterparts(differences, count: baseNumbers.count))
    }
  }

  func parts() -> [TextMerge.Part] {
    var assembly = TextAssembly()
    var position = 0
    for region in regions() {
      for index in position..<region.range.lowerBound { addUnchanged(index, to: &assembly) }
      add(region, to: &assembly)
      position = region.range.upperBound
    }
    for index in position..<base.items.count { addUnchanged(index, to: &assembly) }
    return assembly.parts(
      end: separator(
        base.items.indices.last.map(base.separator) ?? [],
        sides.map { side in
          side.paragraphs.items.indices.last.map(side.paragraphs.separator) ?? []
        }))
  }

  private static func counterparts(_ differences: [Difference], count: Int) -> [Int?] {
    var counterparts: [Int?] = []
    var new = 0
    for difference in differences {
      while counterparts.count < difference.old.lowerBound {
        counterparts.append(new)
        new += 1
      }
      counterparts += [Int?](repeating: nil, count: difference.old.count)
      new = difference.new.upperBound
    }
    while counterparts.count < count {
      counterparts.append(new)
      new += 1
    }
    return counterparts
  }

  /// Differences that overlap make one region; an addition beside a change makes its own.
  private func regions() -> [Region] {
    let edits = sides.indices.flatMap { side in
      sides[side].differences.map { (side: side, difference: $0) }
    }.sorted {
      ($0.difference.old.lowerBound, $0.difference.old.upperBound, $0.side)
        < ($1.difference.old.lowerBound, $1.difference.old.upperBound, $1.side)
    }
    var regions: [Region] = []
    for (side, difference) in edits {
      if let last = regions.last, Self.overlap(last.range, difference.old) {
        let end = max(last.range.upperBound, difference.old.upperBound)
        regions[regions.count - 1].range = last.range.lowerBound..<end
        regions[regions.count - 1].differences[side, default: []].append(difference)
      } else {
        regions.append(Region(range: difference.old, differences: [side: [difference]]))
      }
    }
    return regions
  }

  /// `next` begins where `range` begins or later.
  private static func overlap(_ range: Range<Int>, _ next: Range<Int>) -> Bool {
    if range.isEmpty { return next.isEmpty && next.lowerBound == range.lowerBound }
    return next.lowerBound < range.upperBound
  }

  private func addUnchanged(_ index: Int, to assembly: inout TextAssembly) {
    assembly.add(
      base.content(index),
      separator: separator(
        base.separator(index),
        sides.compactMap { side in
          side.counterparts[index].map(side.paragraphs.separator)
        }))
  }

  private func add(_ region: Region, to assembly: inout TextAssembly) {
    let variants = region.differences.keys.sorted().compactMap { side -> Variant? in
      guard let range = range(of: region, in: side) else { return nil }
      return Variant(side: side, range: range, numbers: sides[side].numbers[range])
    }
    var distinct: [Variant] = []
    for variant in variants where !distinct.contains(where: { $0.numbers == variant.numbers }) {
      distinct.append(variant)
    }
    if distinct.count == 1 || region.range.isEmpty {
      for variant in distinct {
        for index in variant.range {
          assembly.add(
            sides[variant.side].paragraphs.content(index),
            separator: sides[variant.side].paragraphs.separator(index))
        }
      }
    } else if variants.allSatisfy({ $0.range.count == region.range.count }) {
      for offset in 0..<region.range.count { addPair(offset, region, variants, to: &assembly) }
    } else {
      addConflict(region.range, variants, to: &assembly)
    }
  }

  /// Where a version stands in a region that it changed.
  private func range(of region: Region, in side: Int) -> Range<Int>? {
    guard let differences = region.differences[side], let first = differences.first,
      let last = differences.last
    else { return nil }
    let start = first.new.lowerBound - (first.old.lowerBound - region.range.lowerBound)
    let end = last.new.upperBound + (region.range.upperBound - last.old.upperBound)
    return start..<end
  }

  /// One paragraph that all versions of a region still have in its place.
  private func addPair(
    _ offset: Int, _ region: Region, _ variants: [Variant], to assembly: inout TextAssembly
  ) {
    let index = region.range.lowerBound + offset
    let original = base.content(index)
    let pairs = variants.map { variant in
      let place = variant.range.lowerBound + offset
      return Variant(
        side: variant.side, range: place..<place + 1,
        numbers: sides[variant.side].numbers[place..<place + 1])
    }
    let changed = pairs.filter { content(of: $0) != original }
    var distinct: [[UInt8]] = []
    for content in changed.map(content) where !distinct.contains(content) {
      distinct.append(content)
    }
    let separator = separator(
      base.separator(index),
      pairs.map { sides[$0.side].paragraphs.separator($0.range.lowerBound) })
    if distinct.isEmpty {
      assembly.add(original, separator: separator)
    } else if distinct.count == 1 {
      assembly.add(distinct[0], separator: separator)
    } else if let merged = WordMerge(base: original, sides: distinct).merged() {
      assembly.add(merged, separator: separator)
    } else {
      addConflict(index..<index + 1, changed, to: &assembly)
    }
  }

  private func addConflict(
    _ range: Range<Int>, _ variants: [Variant], to assembly: inout TextAssembly
  ) {
    var places: [(content: [UInt8], dots: [Dot], rank: Int)] = []
    for variant in variants {
      let side = sides[variant.side].text
      let content = content(of: variant)
      if let index = places.firstIndex(where: { $0.content == content }) {
        places[index].dots += side.dots
        places[index].rank = max(places[index].rank, side.rank)
      } else {
        places.append((content, side.dots, side.rank))
      }
    }
    let inForce = places.max { $0.rank < $1.rank }?.content ?? []
    let lastSeparators = variants.compactMap { variant in
      variant.range.last.map(sides[variant.side].paragraphs.separator)
    }
    let separator = separator(range.last.map(base.separator) ?? [], lastSeparators)
    // A text of spaces alone is one empty paragraph or none, and says the same.
    if places.count == 1 { return assembly.add(inForce, separator: separator) }
    assembly.add(
      TextMerge.Conflict(
        base: Text(decoding: base.content(of: range)),
        sides: places.map { TextMerge.Side(text: Text(decoding: $0.content), dots: $0.dots) },
        inForce: Text(decoding: inForce)), separator: separator)
  }

  private func content(of variant: Variant) -> [UInt8] {
    sides[variant.side].paragraphs.content(of: variant.range)
  }

  /// What stands between two paragraphs: what a version changed it to, of several the longest.
  private func separator(_ original: [UInt8], _ others: [[UInt8]]) -> [UInt8] {
    others.filter { $0 != original }.max { left, right in
      left.count == right.count
        ? left.lexicographicallyPrecedes(right) : left.count < right.count
    } ?? original
  }
}

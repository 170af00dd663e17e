/// The merge of several versions of one paragraph by word.
struct WordMerge {
  private let base: Words
  private let edits: [Edit]

  /// One change of the paragraph, with all versions that made it.
  private struct Edit {
    let change: Change
    /// The sentences of the base that it reaches.
    let sentences: Set<Int>
    var sides: Set<Int>
  }

  /// What goes and what comes: equal changes of several versions are one.
  private struct Change: Hashable {
    let range: Range<Int>
    let inserted: ArraySlice<UInt8>
  }

  init(base: [UInt8], sides: [[UInt8]]) {
    let base = Words(base)
    let sentences = base.sentences()
    var tokens = TokenNumbers()
    let baseNumbers = tokens.numbers(of: base)
    var edits: [Change: Edit] = [:]
    for (index, side) in sides.enumerated() {
      let words = Words(side)
      let differences = Difference.between(baseNumbers, tokens.numbers(of: words))
      let reach = SentenceReach(base: base, sentences, words, words.sentences())
      for difference in differences {
        let change = Change(range: difference.old, inserted: words[pieces: difference.new])
        edits[
          change,
          default: Edit(change: change, sentences: reach.sentences(of: difference), sides: [])
        ].sides.insert(index)
      }
    }
    self.base = base
    self.edits = edits.values.sorted { left, right in
      let (left, right) = (left.change, right.change)
      if left.range != right.range {
        return (left.range.lowerBound, left.range.upperBound)
          < (right.range.lowerBound, right.range.upperBound)
      }
      return left.inserted.lexicographicallyPrecedes(right.inserted)
    }
  }

  /// The merged paragraph; nil where different versions touched each other, or one sentence.
  func merged() -> [UInt8]? {
    guard haveAuthors(touching()), haveAuthors(bySentence()) else { return nil }
    var merged: [UInt8] = []
    var position = 0
    for edit in edits {
      merged += base[pieces: position..<edit.change.range.lowerBound]
      merged += edit.change.inserted
      position = edit.change.range.upperBound
    }
    return merged + base[pieces: position..<base.pieces.count]
  }

  /// Whether one version made all edits of each group: what an author wrote together fits together.
  private func haveAuthors(_ groups: some Sequence<[Edit]>) -> Bool {
    groups.allSatisfy { group in
      guard let first = group.first else { return true }
      return !group.reduce(first.sides) { $0.intersection($1.sides) }.isEmpty
    }
  }

  /// The edits in groups of those that have no piece of the base between them.
  private func touching() -> [[Edit]] {
    var groups: [[Edit]] = []
    var end = 0
    for edit in edits {
      if !groups.isEmpty, edit.change.range.lowerBound <= end {
        groups[groups.count - 1].append(edit)
      } else {
        groups.append([edit])
      }
      end = max(end, edit.change.range.upperBound)
    }
    return groups
  }

  private func bySentence() -> Dictionary<Int, [Edit]>.Values {
    var groups: [Int: [Edit]] = [:]
    for edit in edits {
      for sentence in edit.sentences { groups[sentence, default: []].append(edit) }
    }
    return groups.values
  }
}

/// Finds the sentences of a paragraph that a change of it reaches.
private struct SentenceReach {
  private let base: Words
  private let baseSentences: [Int]
  private let side: Words
  private let sideSentences: [Int]

  init(base: Words, _ baseSentences: [Int], _ side: Words, _ sideSentences: [Int]) {
    self.base = base
    self.baseSentences = baseSentences
    self.side = side
    self.sideSentences = sideSentences
  }

  /// The sentences in which something goes, and those before and after that what comes belongs to.
  ///
  /// A whole sentence that comes between two others reaches neither.
  func sentences(of difference: Difference) -> Set<Int> {
    let gone = difference.old.filter { base.pieces[$0].wordClass != .space }
    let come = difference.new.filter { side.pieces[$0].wordClass != .space }
    var reached = Set(gone.map { baseSentences[$0] })
    let before = base.lastText(before: difference.old.lowerBound)
    let after = base.firstText(from: difference.old.upperBound)
    let sideBefore = side.lastText(before: difference.new.lowerBound)
    let sideAfter = side.firstText(from: difference.new.upperBound)
    if let before, let sideBefore, let next = come.first ?? sideAfter,
      sideSentences[sideBefore] == sideSentences[next]
    {
      reached.insert(baseSentences[before])
    }
    if let after, let sideAfter, let previous = come.last ?? sideBefore,
      sideSentences[sideAfter] == sideSentences[previous]
    {
      reached.insert(baseSentences[after])
    }
    // Spaces alone: the sentences on both sides of them.
    if gone.isEmpty, come.isEmpty {
      for place in [before, after] {
        if let place { reached.insert(baseSentences[place]) }
      }
    }
    return reached
  }
}

extension Words {
  /// The last piece before `index` that is no space.
  fileprivate func lastText(before index: Int) -> Int? {
    pieces[..<index].lastIndex { $0.wordClass != .space }
  }

  /// The first piece from `index` on that is no space.
  fileprivate func firstText(from index: Int) -> Int? {
    pieces[index...].firstIndex { $0.wordClass != .space }
  }
}

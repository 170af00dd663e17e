package import SyncCore

/// One write with everything that the log says about it.
package struct ExplainedWrite: Hashable, Sendable {
  package let dot: Dot
  /// What was written; of long text its words.
  package let value: Value
  package let stamp: Stamp
  package let intent: Intent?
  package let note: Text?
  /// What the change writes again.
  package let origin: Origin?
  /// When and why a change that has an origin was written again.
  package let rewritten: Rewritten?
  /// What the author was shown and replaced; nil where the log does not hold the change.
  package let replaced: [ReplacedWrite]?
  /// What the author's replica had applied, without its own count; nil where that is not held.
  package let clock: VersionVector?
}

/// When and why a change was written again under another name.
package struct Rewritten: Hashable, Sendable {
  package let at: HybridTime
  package let cause: RewritingCause
}

/// What a write took the place of.
package struct ReplacedWrite: Hashable, Sendable {
  package let dot: Dot
  /// Nil where neither the log nor the write's base holds it any more.
  package let value: Value?
  /// Nil where the log has forgotten even the change's head.
  package let stamp: Stamp?
}

/// Explains the writes of one cell.
struct CellExplainer<Source: ChangeSource> {
  let key: RecordKey
  let field: Text
  let cell: Cell
  let source: Source

  /// The live write `dot`, whose reader is shown `value`.
  func write(_ dot: Dot, value: Value) throws -> ExplainedWrite {
    let change = try source.change(dot)
    let write = change.flatMap(write(in:))
    let base = write?.base ?? cell.siblings.first { $0.dot == dot }?.base
    return ExplainedWrite(
      dot: dot, value: value, stamp: try change?.stamp ?? source.stamp(of: dot),
      intent: change?.intent, note: change?.note, origin: change?.origin,
      rewritten: try change.flatMap { change in
        change.origin == nil
          ? nil : Rewritten(at: change.time, cause: try source.rewritingCause(of: change))
      },
      replaced: try write?.supersedes.map { try replaced($0, base: base) },
      clock: try source.clock(of: dot))
  }

  private func replaced(_ dot: Dot, base: Base?) throws -> ReplacedWrite {
    let change = try source.change(dot)
    var value = change.flatMap(write(in:))?.value ?? (base?.dot == dot ? base?.value : nil)
    if case .prose(let prose) = value { value = text(of: dot, prose) }
    // Superseded long ago: the log may have forgotten even its head.
    return ReplacedWrite(
      dot: dot, value: value, stamp: change?.stamp ?? (try? source.stamp(of: dot)))
  }

  /// The words of a version of a long text; nil where what it patches was released.
  private func text(of dot: Dot, _ prose: Prose) -> Value? {
    if case .whole(let text) = prose { return .text(text) }
    return TextVersions(cell).text(of: dot).map(Value.text)
  }

  private func write(in change: Change) -> Write? {
    change.writes.first { $0.key == key && $0.field == field }
  }
}

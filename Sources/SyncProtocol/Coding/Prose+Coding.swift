internal import SyncCore

/// The byte that says how a version of a text is written.
private enum ProseForm {
  static let whole: UInt8 = 0
  static let patch: UInt8 = 1
}

extension [Write] {
  /// Refuses more steps of patches than one change may have.
  func checkHunks() throws(ProtocolError) {
    let count = reduce(0) { sum, write in
      if case .prose(.patch(let patch)) = write.value { sum + patch.hunks.count } else { sum }
    }
    guard count <= Limits.hunksPerChange else {
      throw .tooLarge(what: "hunks", size: UInt64(count), limit: UInt64(Limits.hunksPerChange))
    }
  }
}

extension ByteWriter {
  mutating func prose(_ prose: Prose) {
    switch prose {
    case .whole(let text):
      byte(ProseForm.whole)
      self.text(text)
    case .patch(let patch):
      byte(ProseForm.patch)
      dot(patch.base)
      fixed32(patch.checksum)
      count(patch.hunks.count)
      hunks(patch.hunks)
    }
  }

  mutating func hunks(_ hunks: [Prose.Hunk]) {
    for hunk in hunks {
      count(hunk.copied)
      count(hunk.deleted)
      counted(hunk.inserted)
    }
  }
}

extension ByteReader {
  mutating func prose() throws(ProtocolError) -> Prose {
    let start = position
    switch try byte() {
    case ProseForm.whole: return .whole(try text("text", limit: Limits.textBytes))
    case ProseForm.patch:
      let base = try dot()
      let checksum = try fixed32()
      let count = try count("hunks", limit: Limits.hunksPerPatch)
      return .patch(Prose.Patch(base: base, checksum: checksum, hunks: try hunks(count)))
    default: throw .invalid(what: "form of a text", at: start)
    }
  }

  /// The steps of a patch; whether they fit its base shows when it is applied.
  mutating func hunks(_ count: Int) throws(ProtocolError) -> [Prose.Hunk] {
    var hunks: [Prose.Hunk] = []
    for _ in 0..<count {
      let copied = try self.count("copied bytes", limit: Limits.hunkBytes)
      let deleted = try self.count("deleted bytes", limit: Limits.hunkBytes)
      let start = position
      let inserted = try counted("inserted bytes", limit: Limits.textBytes)
      if inserted.contains(0) { throw .malformedText(at: start) }
      hunks.append(Prose.Hunk(copied: copied, deleted: deleted, inserted: inserted))
    }
    return hunks
  }
}

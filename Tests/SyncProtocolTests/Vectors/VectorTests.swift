import Foundation
import SyncCore
import SyncProtocol
import Testing

@Suite struct `A golden vector` {
  @Test func `is decoded to what stands beside it and encoded to the same bytes`() throws {
    for name in try VectorFile.names(in: "accept") {
      let file = VectorFile(name, in: "accept")
      let bytes = try file.bytes()
      let (text, again) = try #require(VectorForm(name: name)).decode(bytes)
      #expect(try file.readableForm() == text, "\(name)")
      if let again { #expect(Hexadecimal.text(again) == Hexadecimal.text(bytes), "\(name)") }
    }
  }

  @Test func `is what the program makes`() throws {
    let cases = try VectorCase.all()
    #expect(try VectorFile.names(in: "accept") == cases.map(\.name).sorted())
    for item in cases where !item.name.hasSuffix("-deflated") && !item.name.hasPrefix("snapshot") {
      #expect(try VectorFile(item.name, in: "accept").bytes() == item.bytes, "\(item.name)")
    }
  }

  @Test func `with a fault is refused with exactly its error`() throws {
    let names = try VectorFile.names(in: "refuse")
    #expect(try names == RefusedCase.all().map(\.name).sorted())
    for name in names {
      let file = VectorFile(name, in: "refuse")
      let bytes = try file.bytes()
      let form = try #require(VectorForm(name: name))
      #expect {
        try form.decode(bytes)
      } throws: { error in
        try "\(error)" == file.comment()
      }
    }
  }

  @Test func `stands for every error`() throws {
    let told = try VectorFile.names(in: "refuse")
      .map { try VectorFile($0, in: "refuse").comment().prefix { $0 != "(" } }
    let errors = [
      "truncated", "notFieldbook", "unsupportedVersion", "unexpectedMessage", "tooLarge",
      "notMinimal", "invalid", "malformedText", "unknownName", "trailingBytes",
      "damagedCompression", "inflatedLength", "damaged", "wrongSeal", "wrongSpace", "wrongChanges",
      "wrongChain", "wrongProof",
    ]
    #expect(Set(told) == Set(errors.map { $0[...] }))
  }

  @Test func `of a newer program passes through store and batch byte by byte`() throws {
    let bytes = try VectorFile("change-unknown", in: "accept").bytes()
    let stored = try Canonical.decode(bytes)
    let run = ChangeRun(
      replica: stored.dot.replica, chainPrefix: VectorCase.prefix, changes: [stored])
    let block = try ChangeBatch(runs: [run]).encode(naming: PortableNaming()).block
    let forwarded = try ChangeBatch.decode(block, naming: PortableNaming()).batch.changes
    #expect(forwarded.map { Canonical.encode($0) } == [bytes])
  }

  /// Writes the files again, after a decision to change the protocol.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FIELDBOOK_WRITE_VECTORS"] != nil))
  func `is written where somebody asks for it`() throws {
    for item in try VectorCase.all() {
      let form = try #require(VectorForm(name: item.name))
      try VectorFile(item.name, in: "accept").write(
        item.bytes, comment: item.comment, description: try form.decode(item.bytes).text)
    }
    for item in try RefusedCase.all() {
      try VectorFile(item.name, in: "refuse").write(
        item.bytes, comment: "\(item.fault)", description: nil)
    }
  }
}

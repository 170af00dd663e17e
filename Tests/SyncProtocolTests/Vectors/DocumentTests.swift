import Foundation
import SyncCore
import SyncProtocol
import Testing

@Suite struct `The protocol's description` {
  private static let folder = VectorFile.folder.deletingLastPathComponent()

  private static func readme() throws -> String {
    try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
  }

  @Test func `lists the table of names in its order`() throws {
    let part = try #require(try Self.readme().components(separatedBy: "## Table 1").last)
    let list = try #require(part.components(separatedBy: "```").dropFirst().first)
    #expect(list.split(whereSeparator: \.isWhitespace) == NameTable.names.map { $0.string[...] })
  }

  @Test func `has the dictionary beside it`() throws {
    let file = try Data(contentsOf: Self.folder.appending(path: "dictionary-1.txt"))
    #expect(Array(file) == PresetDictionary.bytes + Array("\n".utf8))
  }

  @Test(arguments: ["change-edit", "batch-edit"])
  func `shows a vector`(name: String) throws {
    let hex = Hexadecimal.text(try VectorFile(name, in: "accept").bytes())
    #expect(try Self.readme().filter { !$0.isNewline }.contains(hex))
  }
}

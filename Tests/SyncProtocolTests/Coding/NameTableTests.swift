import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `The table of names` {
  @Test func `is never edited`() {
    let text = NameTable.names.map(\.string).joined(separator: "\n")
    #expect(
      StateDigestOf.text(text)
        == "9bfcd29e43a4166f8e852617eab8313340cef3eb4f5c18cad4309b4dea6fdc33")
  }

  @Test func `has each name once and finds it by its number`() {
    #expect(Set(NameTable.names).count == NameTable.names.count)
    for (index, name) in NameTable.names.enumerated() {
      #expect(NameTable.code(of: name) == index + 1)
      #expect(NameTable.name(code: index + 1) == name)
    }
    #expect(NameTable.name(code: 0) == nil)
    #expect(NameTable.name(code: NameTable.names.count + 1) == nil)
  }

  @Test(arguments: ["life", "opportunity", "money", "amount", "currency", "stage", "notes", "by"])
  func `writes a frequent name as one byte`(name: String) throws {
    #expect(try #require(NameTable.code(of: Text(name))) <= 127)
  }
}

@Suite struct `The dictionary of typical text` {
  @Test func `is never edited`() {
    #expect(
      StateDigestOf.text(String(decoding: PresetDictionary.bytes, as: UTF8.self))
        == "7f7cd79a97343c68f1cdb4e50fdc14cc2c9adcae76cb51e196b21a861cd862bb")
  }

  @Test func `fits into the window that both sides keep`() {
    #expect((1_000...32_768).contains(PresetDictionary.bytes.count))
  }
}

/// A pin: the chain's hash of a text after 32 zero bytes.
private enum StateDigestOf {
  static func text(_ text: String) -> String {
    let zeros = [UInt8](repeating: 0, count: 32)
    return Hexadecimal.text(HashChain.next(after: zeros, canonical: Array(text.utf8)))
  }
}

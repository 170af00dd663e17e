import SyncCore
import Testing

@Suite struct `A text form` {
  @Test(arguments: [0, 1, 0xA1, UInt64.max])
  func `of a replica comes back`(number: UInt64) {
    let replica = ReplicaID(rawValue: number)
    #expect(replica.description.utf8.count == 16)
    #expect(ReplicaID(replica.description) == replica)
  }

  @Test(arguments: ["", "a1", "00000000000000g1", "0x000000000000a1", "00000000000000a1 "])
  func `of a replica is refused`(text: String) { #expect(ReplicaID(text) == nil) }

  @Test func `of a dot comes back`() {
    #expect(Dot.alice(7).description == "00000000000000a1:7")
    for dot in [Dot.alice(1), .bob(.max)] { #expect(Dot(dot.description) == dot) }
  }

  @Test(arguments: [
    "", ":", "00000000000000a1", "00000000000000a1:", "00000000000000a1:0",
    "00000000000000a1:-1", "00000000000000a1:+1", "00000000000000a1:1:2", "a1:1",
    "00000000000000a1: 1", "00000000000000a1:18446744073709551616",
  ])
  func `of a dot is refused`(text: String) { #expect(Dot(text) == nil) }

  @Test func `of a space comes back, and so do its bytes`() throws {
    let bytes = (0..<16).map { UInt8($0 * 17) }
    let space = try #require(SpaceID(bytes: bytes))
    #expect(space.description == "00112233445566778899aabbccddeeff")
    #expect(SpaceID(space.description) == space)
    #expect(space.bytes == bytes)
  }

  @Test(arguments: [
    "", "0011", "00112233445566778899aabbccddeef", "00112233445566778899aabbccddeeffaa",
    "00112233445566778899aabbccddeefg",
  ])
  func `of a space is refused`(text: String) { #expect(SpaceID(text) == nil) }

  @Test func `of a space is refused with another number of bytes`() {
    #expect(SpaceID(bytes: [UInt8](repeating: 0, count: 15)) == nil)
    #expect(SpaceID(bytes: [UInt8](repeating: 0, count: 17)) == nil)
  }

  @Test func `of a record id comes back`() {
    for bits in [0, 1, UInt64(Int64.max)] {
      let id = RecordID(truncating: bits)
      #expect(RecordID(id.description) == id)
      #expect(RecordID(rawValue: id.rawValue) == id)
    }
    #expect(RecordID(truncating: .max).rawValue == .max)
  }

  @Test(arguments: ["", "1", "8000000000000000", "000000000000000x", "00000000000000001"])
  func `of a record id is refused`(text: String) { #expect(RecordID(text) == nil) }

  @Test func `of a record id is refused below 0`() { #expect(RecordID(rawValue: -1) == nil) }

  @Test func `of a reference comes back, with and without its space`() throws {
    let space = try #require(SpaceID("00112233445566778899aabbccddeeff"))
    let near = Reference(.milk)
    let far = Reference(.milk, in: space)
    #expect(near.description == "opportunity/0000000000000001")
    #expect(far.description == "opportunity/0000000000000001@00112233445566778899aabbccddeeff")
    #expect(Reference(near.description) == near)
    #expect(Reference(far.description) == far)
  }

  @Test(arguments: [
    "", "/", "opportunity", "opportunity/", "/0000000000000001", "opportunity/1",
    "opportunity/0000000000000001/2", "opportunity/0000000000000001@",
    "opportunity/0000000000000001@00", "opportunity/8000000000000000",
    "opportunity/0000000000000001@00112233445566778899aabbccddeeff@",
  ])
  func `of a reference is refused`(text: String) { #expect(Reference(text) == nil) }

  @Test func `of bytes comes back in either case`() {
    #expect(Hexadecimal.text([0x00, 0xAB, 0xFF]) == "00abff")
    #expect(Hexadecimal.bytes("00aBFf") == [0x00, 0xAB, 0xFF])
    #expect(Hexadecimal.bytes("") == [])
    #expect(Hexadecimal.bytes("0") == nil)
    #expect(Hexadecimal.bytes("0g") == nil)
  }
}

@Suite struct `A text` {
  @Test func `is compared by its bytes, not by what it looks like`() {
    let composed = Text("caf\u{E9}")
    let decomposed = Text("cafe\u{301}")
    #expect(composed.string == decomposed.string)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed)
  }

  @Test func `is refused where its bytes are not UTF-8`() {
    #expect(Text(validating: [0xC3, 0x28]) == nil)
    #expect(Text(validating: Array("milk".utf8)[...]) == "milk")
  }
}

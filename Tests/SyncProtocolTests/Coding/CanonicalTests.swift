import SyncCore
import SyncProtocol
import SyncTesting
import Testing

@Suite struct `The canonical form` {
  @Test(arguments: Seed.first(300))
  func `gives every change back`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let change = sampler.change(sampler.dot())
    let bytes = Canonical.encode(change)
    #expect(try Canonical.decode(bytes) == change)
    #expect(try Canonical.checked(change) == bytes)
  }

  @Test(arguments: Seed.first(300))
  func `gives every part of a state back`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let value = sampler.value()
    #expect(try Canonical.decodeValue(Canonical.encode(value)) == value)
    let cell = sampler.cell()
    #expect(try Canonical.decodeSiblings(Canonical.encode(cell.siblings)) == cell.siblings)
    #expect(try Canonical.decodeCell(Canonical.encode(cell)) == cell)
    let cells: [Text: Cell] = ["name": cell, "a": sampler.cell()]
    #expect(try Canonical.decodeCells(Canonical.encode(cells: cells)) == cells)
    let basis = Basis(dots: sampler.dots(0...4), base: sampler.base())
    #expect(try Canonical.decodeBasis(Canonical.encode(basis)) == basis)
    #expect(try Canonical.decodeBasis(Canonical.encode(.unset)) == .unset)
    let vector = sampler.vector()
    #expect(try Canonical.decodeVector(Canonical.encode(vector)) == vector)
    let dots = sampler.dots(0...9)
    #expect(try Canonical.decodeDots(Canonical.encode(dots)) == dots)
  }

  @Test(arguments: Seed.first(200))
  func `is refused, or told again byte by byte, where a bit is wrong`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let bytes = Canonical.encode(sampler.change(sampler.dot()))
    for _ in 0..<20 {
      var damaged = bytes
      damaged[sampler.integer(0...bytes.count - 1)] ^= 1 << UInt8(sampler.integer(0...7))
      do {
        #expect(Canonical.encode(try Canonical.decode(damaged)) == damaged)
      } catch {
        continue
      }
    }
  }

  @Test(arguments: Seed.first(200))
  func `of a cell is refused, or told again byte by byte, where a bit is wrong`(seed: Seed) throws {
    var sampler = Sampler(seed)
    let bytes = Canonical.encode(sampler.cell())
    for _ in 0..<20 {
      var damaged = bytes
      damaged[sampler.integer(0...bytes.count - 1)] ^= 1 << UInt8(sampler.integer(0...7))
      do {
        #expect(Canonical.encode(try Canonical.decodeCell(damaged)) == damaged)
      } catch {
        continue
      }
    }
  }

  @Test func `leaves cells without siblings out`() {
    let cells: [Text: Cell] = ["name": Cell()]
    #expect(Canonical.encode(cells: cells) == Canonical.encode(cells: [:]))
  }

  @Test func `finds a local change that others would refuse`() {
    let key = RecordKey("note", RecordID(truncating: 1))
    func change(_ value: Value) -> Change {
      Change(
        dot: Dot(ReplicaID(rawValue: 1), 1), dependencies: [], time: .zero, actor: "eero",
        clockOffset: 0, intent: .edit, writes: [Write(key, "body", supersedes: [], value: value)])
    }
    let nested = Value.group(Group(["inner": .group(Group([:]))]))
    let long = Value.text(Text(String(repeating: "a", count: Limits.textBytes + 1)))
    for value in [.text("a\u{0}b"), nested, long, .unknown(tag: 3, payload: [])] {
      #expect(throws: ProtocolError.self) { try Canonical.checked(change(value)) }
    }
  }

  @Test(arguments: [(Limits.writesPerChange, true), (Limits.writesPerChange + 1, false)])
  func `takes as many writes as the limit says`(count: Int, isTaken: Bool) throws {
    let writes = (0..<UInt64(count)).map {
      Write(RecordKey("n", RecordID(truncating: $0)), "b", supersedes: [], value: .null)
    }
    let change = Change(
      dot: Dot(ReplicaID(rawValue: 1), 1), dependencies: [], time: .zero, actor: "",
      clockOffset: 0, intent: .edit, writes: writes)
    let bytes = Canonical.encode(change)
    if isTaken {
      #expect(try Canonical.decode(bytes) == change)
    } else {
      let fault = ProtocolError.tooLarge(
        what: "writes", size: UInt64(count), limit: UInt64(Limits.writesPerChange))
      #expect(throws: fault) { try Canonical.decode(bytes) }
    }
  }
}

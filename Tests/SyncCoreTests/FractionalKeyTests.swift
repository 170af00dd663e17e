import SyncCore
import SyncTesting
import Testing

@Suite struct `A fractional key` {
  @Test(arguments: ["V", "0V", "zzz", "V0k", "9aZ"])
  func `is digits, the last of them not zero`(text: String) {
    #expect(FractionalKey(Text(text))?.text == Text(text))
  }

  @Test(arguments: ["", "0", "V0", "V k", "é", "V-", "\u{0}"])
  func `is no other text`(text: String) {
    #expect(FractionalKey(Text(text)) == nil)
  }

  @Test func `sorts by its bytes`() throws {
    let texts = ["0V", "1", "9", "A", "V", "V0k", "V1", "a", "z", "zz"]
    let keys = try texts.map { try #require(FractionalKey(Text($0))) }
    #expect(keys.shuffled(seed: 3).sorted() == keys)
  }

  /// Every key of up to three digits out of five.
  private static func shortKeys() -> [FractionalKey?] {
    let digits = ["0", "1", "V", "y", "z"]
    var texts = [""]
    for _ in 0..<3 { texts += texts.flatMap { text in digits.map { text + $0 } } }
    return [nil] + Set(texts).compactMap { FractionalKey(Text($0)) }.sorted()
  }

  @Test func `fits strictly between any two`() {
    var generator = Seed(rawValue: 5).generator
    let keys = Self.shortKeys()
    for lower in keys {
      for upper in keys {
        let key = FractionalKey.between(lower, upper, using: &generator)
        if let lower, let upper, lower >= upper {
          #expect(key == nil)
          continue
        }
        guard let key else {
          Issue.record("nothing between \(String(describing: lower)), \(String(describing: upper))")
          continue
        }
        if let lower { #expect(lower < key) }
        if let upper { #expect(key < upper) }
        #expect(FractionalKey(key.text) == key)
      }
    }
  }

  @Test(arguments: Seed.first(200))
  func `fits strictly between any two that came so`(seed: Seed) {
    var generator = seed.generator
    var keys: [FractionalKey] = []
    for _ in 0..<60 {
      let index = Int.random(in: 0...keys.count, using: &generator)
      let lower = index > 0 ? keys[index - 1] : nil
      let upper = index < keys.count ? keys[index] : nil
      guard let key = FractionalKey.between(lower, upper, using: &generator) else {
        Issue.record("\(seed): no room")
        return
      }
      keys.insert(key, at: index)
    }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }, "\(seed)")
  }

  @Test(arguments: [0, 1, 2, 7, 61, 62, 63, 1000])
  func `comes with others, ascending and far apart`(count: Int) {
    var generator = Seed(rawValue: 1).generator
    let spaced = FractionalKey.evenlySpaced(count: count, using: &generator)
    let between = FractionalKey.between(nil, nil, count: count, using: &generator)
    for keys in [spaced, between] {
      #expect(keys.count == count)
      #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
    }
    #expect(!spaced.contains { $0.text.utf8.count > 6 })
  }

  @Test func `leaves room for hundreds at the end of a list`() throws {
    var generator = Seed(rawValue: 9).generator
    for isAtEnd in [true, false] {
      var last: FractionalKey?
      for _ in 0..<400 {
        last = FractionalKey.between(isAtEnd ? last : nil, isAtEnd ? nil : last, using: &generator)
      }
      #expect(try #require(last).isLong == false)
    }
  }

  @Test func `differs between two who insert at one place`() {
    var one = Seed(rawValue: 1).generator
    var other = Seed(rawValue: 2).generator
    let mine = FractionalKey.between(nil, nil, using: &one)
    let theirs = FractionalKey.between(nil, nil, using: &other)
    #expect(mine != theirs)
  }

  @Test func `is a field's value`() throws {
    let key = try #require(FractionalKey("V3k"))
    #expect(FractionalKey.fieldType == .position)
    #expect(FractionalKey(fieldValue: key.fieldValue) == key)
    #expect(try FieldType.position.parse(" V3k ") == .text("V3k"))
    #expect(throws: ValueFault.self) { try FieldType.position.parse("V30") }
    #expect(FractionalKey(fieldValue: .text("0")) == nil)
  }
}

@Suite struct `A list that people order` {
  private static func id(_ number: UInt64) -> RecordID { RecordID(truncating: number) }

  private static func place(_ number: UInt64, _ key: String?) -> ListPlace {
    ListPlace(id(number), key.flatMap { FractionalKey(Text($0)) })
  }

  @Test func `goes by keys, then ids; records without a key stand last`() {
    let places = [
      Self.place(9, nil), Self.place(4, "V"), Self.place(3, "V"), Self.place(5, "1"),
      Self.place(2, nil), Self.place(1, "k"),
    ]
    let order: [UInt64] = [5, 3, 4, 1, 2, 9]
    #expect(ListOrder(places).places.map(\.id) == order.map(Self.id))
  }

  @Test func `takes one write for a place between two keys`() {
    var generator = Seed(rawValue: 1).generator
    let list = ListOrder([Self.place(1, "1"), Self.place(2, "k")])
    #expect(list.placing(Self.id(3), at: 1, using: &generator).keys.sorted() == [Self.id(3)])
  }

  @Test func `gives the neighbours keys where theirs are equal`() {
    var generator = Seed(rawValue: 1).generator
    let list = ListOrder([
      Self.place(1, "V"), Self.place(2, "V"), Self.place(3, "V"), Self.place(4, "k"),
    ])
    let writes = list.placing(Self.id(9), at: 1, using: &generator)
    #expect(writes.keys.sorted() == [2, 3, 9].map(Self.id))
  }

  @Test func `is numbered anew where a key would become too long`() throws {
    var generator = Seed(rawValue: 1).generator
    let low = String(repeating: "V", count: 22)
    let list = ListOrder([Self.place(1, low + "1"), Self.place(2, low + "2"), Self.place(3, nil)])
    let writes = list.placing(Self.id(9), at: 1, using: &generator)
    #expect(writes.keys.sorted() == [1, 2, 3, 9].map(Self.id))
    #expect(!writes.values.contains { $0.text.utf8.count > 6 })
  }
}

/// People who each hold a copy of one list, insert and move in it, and sometimes exchange it.
private struct SharedList {
  struct Write {
    let key: FractionalKey
    /// Greater ones win; no two are equal.
    let order: [UInt64]
  }

  private(set) var copies: [[RecordID: Write]]
  private var clock: UInt64 = 0
  private var nextID: UInt64 = 0

  init(people: Int) { copies = Array(repeating: [:], count: people) }

  func order(_ person: Int) -> ListOrder {
    ListOrder(copies[person].map { ListPlace($0.key, $0.value.key) })
  }

  /// Puts a new record, or one that is there, at a random place.
  mutating func edit(_ person: Int, _ generator: inout SplitMix64) {
    let list = order(person)
    var id = RecordID(truncating: nextID)
    if generator.isOneOf(2, in: 3) || list.places.isEmpty {
      nextID += 1
    } else {
      id = list.places[Int.random(in: 0..<list.places.count, using: &generator)].id
    }
    // Few places, so that people meet; a poor generator, so that they draw equal keys.
    let index = Int.random(in: 0...min(2, list.places.count), using: &generator)
    var poor = SplitMix64(Seed(rawValue: UInt64(Int.random(in: 0..<2, using: &generator))))
    let writes = list.placing(id, at: index, using: &poor)
    clock += 1
    for (id, key) in writes {
      copies[person][id] = Write(key: key, order: [clock, UInt64(person)])
    }
  }

  mutating func exchange(_ one: Int, _ other: Int) {
    let merged = copies[one].merging(copies[other]) { mine, theirs in
      mine.order.lexicographicallyPrecedes(theirs.order) ? theirs : mine
    }
    copies[one] = merged
    copies[other] = merged
  }
}

@Suite struct `A list that several people order at once` {
  @Test(arguments: Seed.first(300))
  func `accepts another insert into every gap`(seed: Seed) {
    var generator = seed.generator
    var list = SharedList(people: 3)
    for _ in 0..<40 {
      let person = Int.random(in: 0..<3, using: &generator)
      if generator.isOneOf(1, in: 4) {
        list.exchange(person, (person + 1) % 3)
      } else {
        list.edit(person, &generator)
      }
    }
    for person in 0..<3 {
      let order = list.order(person)
      let ids = order.places.map(\.id)
      for index in 0...ids.count {
        let new = RecordID(truncating: 1 << 40)
        let writes = order.placing(new, at: index, using: &generator)
        let after = ListOrder(
          (ids + [new]).map { id in
            ListPlace(id, writes[id] ?? order.places.first { $0.id == id }?.key)
          })
        let expected = ids[..<index] + [new] + ids[index...]
        #expect(after.places.map(\.id) == Array(expected), "\(seed)")
      }
    }
  }

  @Test(arguments: Seed.first(100))
  func `is the same for all once they have exchanged everything`(seed: Seed) {
    var generator = seed.generator
    var list = SharedList(people: 3)
    for _ in 0..<30 { list.edit(Int.random(in: 0..<3, using: &generator), &generator) }
    for (one, other) in [(0, 1), (1, 2), (0, 1), (0, 2)] { list.exchange(one, other) }
    #expect(list.order(0) == list.order(1), "\(seed)")
    #expect(list.order(1) == list.order(2), "\(seed)")
  }
}

extension Array {
  fileprivate func shuffled(seed: UInt64) -> [Element] {
    var generator = Seed(rawValue: seed).generator
    return shuffled(using: &generator)
  }
}

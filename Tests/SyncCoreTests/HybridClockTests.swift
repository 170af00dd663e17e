import SyncCore
import SyncTesting
import Testing

@Suite struct `A hybrid clock` {
  @Test func `follows the wall clock`() {
    var clock = HybridClock()
    #expect(clock.now(correctedMilliseconds: 1_000) == HybridTime(milliseconds: 1_000))
    #expect(clock.now(correctedMilliseconds: 2_000) == HybridTime(milliseconds: 2_000))
  }

  @Test func `counts on where the wall clock stands still or goes back`() {
    var clock = HybridClock()
    let first = clock.now(correctedMilliseconds: 1_000)
    #expect(clock.now(correctedMilliseconds: 1_000) == HybridTime(milliseconds: 1_000, counter: 1))
    #expect(clock.now(correctedMilliseconds: 10) == HybridTime(milliseconds: 1_000, counter: 2))
    #expect(first < clock.last)
  }

  @Test func `carries a full counter into the milliseconds`() {
    var clock = HybridClock(last: HybridTime(milliseconds: 1_000, counter: .max))
    #expect(clock.now(correctedMilliseconds: 0) == HybridTime(milliseconds: 1_001))
  }

  @Test func `goes on from a received time`() {
    var clock = HybridClock()
    clock.receive(HybridTime(milliseconds: 1_500, counter: 3), correctedMilliseconds: 1_000)
    #expect(clock.now(correctedMilliseconds: 1_000) == HybridTime(milliseconds: 1_500, counter: 4))
  }

  @Test(arguments: [(0, true), (1, false)])
  func `believes a received time up to its lead`(beyond: Int64, isBelieved: Bool) {
    var clock = HybridClock()
    let time = HybridTime(milliseconds: 1_000 + HybridClock.maximumLeadInMilliseconds + beyond)
    clock.receive(time, correctedMilliseconds: 1_000)
    #expect((clock.last == time) == isBelieved)
  }

  @Test func `does not go back for an older time`() {
    var clock = HybridClock(last: HybridTime(milliseconds: 2_000))
    clock.receive(HybridTime(milliseconds: 1_000), correctedMilliseconds: 2_000)
    #expect(clock.last == HybridTime(milliseconds: 2_000))
  }

  @Test(arguments: Seed.first(100))
  func `never gives a time twice, nor one before what it believed`(seed: Seed) {
    var generator = seed.generator
    var clock = HybridClock()
    for _ in 0..<50 {
      let wall = Int64.random(in: 0...600_000, using: &generator)
      let before = clock.last
      if generator.isOneOf(1, in: 3) {
        let time = HybridTime(milliseconds: Int64.random(in: 0...900_000, using: &generator))
        clock.receive(time, correctedMilliseconds: wall)
        #expect(clock.last >= before)
      } else {
        #expect(clock.now(correctedMilliseconds: wall) > before)
      }
    }
  }
}

@Suite struct `A hybrid time` {
  @Test func `holds milliseconds and a counter`() {
    let time = HybridTime(milliseconds: 123_456, counter: 789)
    #expect(time.milliseconds == 123_456)
    #expect(time.counter == 789)
    #expect(time.description == "123456+789")
  }

  @Test func `clamps what 48 bits do not hold`() {
    #expect(HybridTime(milliseconds: -5).milliseconds == 0)
    #expect(HybridTime(milliseconds: .max).milliseconds == Int64(HybridTime.maximumMilliseconds))
  }

  @Test func `has no successor at its end`() {
    let last = HybridTime(rawValue: .max)
    #expect(last.successor == last)
  }
}

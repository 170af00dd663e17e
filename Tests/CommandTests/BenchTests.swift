import Foundation
import Testing

@Suite struct `The benchmark` {
  private let bench = Program(name: "bench")

  @Test func `lists its cases`() throws {
    let outcome = try bench.run(["--list"])
    #expect(outcome.status == 0)
    #expect(outcome.lines.contains { $0.hasPrefix("workload ") })
  }

  @Test func `makes the same workload each time, of the shape that rivals were given`() throws {
    let outcome = try bench.run(["--only", "workload", "--json"])
    #expect(outcome.status == 0)
    let records = try #require(outcome.lines.first).utf8.elementsEqual(
      #"{"case":"workload/records","value":3143268,"unit":"B","floor":null,"ratio":null,"goal":"","ok":null}"#
        .utf8)
    #expect(records, "\(outcome.lines)")
  }

  @Test func `refuses a case that it does not know`() throws {
    let outcome = try bench.run(["--only", "speed"])
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("There is no case \"speed\""))
  }
}

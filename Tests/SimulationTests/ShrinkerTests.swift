import SyncTesting
import Testing

@Suite struct `The shortest way to a failure` {
  /// A list that goes wrong, and what was left of it.
  private func shrunk() throws -> (long: Scenario, short: Scenario, finding: Finding) {
    let fault = PlantedFault.supersedesUnseenWrites
    let seed = try #require(
      Seed.first(100).first { World.run($0, planted: fault).finding != nil })
    let (short, finding) = try #require(Shrinker.shrink(Scenario(seed), planted: fault))
    return (Scenario(seed), short, finding)
  }

  @Test func `is short and fails again`() throws {
    let (long, short, finding) = try shrunk()
    #expect(short.operations.count * 4 < long.operations.count)
    #expect(World.run(short, planted: .supersedesUnseenWrites).finding?.check == finding.check)
    #expect(World.run(short).finding == nil)
  }

  @Test func `is written as a test`() throws {
    let (_, short, finding) = try shrunk()
    let test = short.test(finding: finding.description)
    #expect(test.contains("let operations: [Operation] = ["))
    #expect(
      test.contains("World.run(Scenario(Seed(rawValue: \(short.seed.rawValue)), operations))"))
    for operation in short.operations { #expect(test.contains("\(operation),")) }
  }

  @Test func `has nothing to do with a world that goes right`() {
    #expect(Shrinker.shrink(Scenario(Seed(rawValue: 0), [.sync(0)])) == nil)
  }
}

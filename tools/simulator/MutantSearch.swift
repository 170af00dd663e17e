#if MUTANTS
  import SyncCore
  import SyncTesting

  /// Looks for the first world in which a planted fault shows.
  struct MutantSearch {
    private static let seedsPerTask: UInt64 = 10

    let options: Options

    /// Says how many worlds each planted fault took; false where one was not found.
    func run() async -> Bool {
      var isComplete = true
      let wanted = Mutant.allCases.filter {
        options.mutant == nil || $0.rawValue == options.mutant
      }
      for mutant in wanted {
        let seed = await Mutant.$planted.withValue(mutant) { await firstSeed(of: mutant) }
        let text = seed.map { "\($0 - options.first + 1)" } ?? "not found"
        print(text.padded(to: 10) + "  \(mutant.rawValue)")
        if seed == nil { isComplete = false }
      }
      return isComplete
    }

    private func firstSeed(of mutant: Mutant) async -> UInt64? {
      let end = options.first + options.count
      var next = options.first
      return await withTaskGroup(of: UInt64?.self) { group in
        var running = 0
        var found: UInt64?
        while true {
          while running < options.jobs, next < end, found == nil {
            let range = next..<min(next + Self.seedsPerTask, end)
            next = range.upperBound
            let leftOut = options.leftOut
            group.addTask { range.first { Self.shows($0, leavingOut: leftOut) } }
            running += 1
          }
          guard running > 0, let part = await group.next() else { return found }
          running -= 1
          if let part { found = min(found ?? part, part) }
        }
      }
    }

    /// Whether the world goes wrong with the fault and right without it.
    private static func shows(_ seed: UInt64, leavingOut leftOut: Set<String>) -> Bool {
      let scenario = Scenario(Seed(rawValue: seed), leavingOut: leftOut)
      guard World.run(scenario).finding != nil else { return false }
      return Mutant.$planted.withValue(nil) { World.run(scenario).finding == nil }
    }
  }

  extension String {
    fileprivate func padded(to width: Int) -> String {
      String(repeating: " ", count: max(width - count, 0)) + self
    }
  }
#endif

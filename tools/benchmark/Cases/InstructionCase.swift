/// What the processor does for a piece of work beside raw SQLite: it does not depend on the machine's load.
struct InstructionCase: BenchCase {
  static let name = "instructions"
  static let about = "instructions of an edit, of applying and of an import, beside raw SQLite"

  private static let pairs: [(work: CountedWork, floor: CountedWork)] = [
    (.edit, .rawEdit), (.apply, .rawApply), (.importing, .rawInsert),
  ]

  func run(_ lab: Lab) async throws -> [Measurement] {
    guard let counter = try InstructionCounter(lab) else {
      throw BenchFault("valgrind and strip are needed to count instructions: install them")
    }
    return try Self.pairs.map { work, floor in
      Measurement(
        name: "\(Self.name)/\(work.rawValue)", value: try counter.count(work),
        unit: .instructions, floor: try counter.count(floor))
    }
  }
}

import SyncTesting

/// What the command line asks for.
struct Options {
  var first: UInt64 = 0
  var count: UInt64 = 1_000
  var jobs = 2
  /// Failing worlds after which the rest is not run.
  var failures = 5
  /// Kinds of operations that do not happen.
  var leftOut: Set<String> = []
  /// Where a failing world is written as a test; nil where it is only printed.
  var testPath: String?
  /// The file to which a line about this run is added; nil where none is.
  var ledgerPath: String?
  /// What the ledger says was run.
  var commit = "unknown"
  /// Whether a failing list of operations is made shorter.
  var shrinks = true
  /// Whether everything that happens in the shortest failing world is printed.
  var traces = false
  /// Whether faults are planted in the engine, in a build made for it; and which one alone.
  var seeksMutants = false
  var mutant: String?

  static let usage = """
    usage: tools/simulate [--seeds N] [--from M] [--jobs N] [--failures N] [--write-test FILE] [--record] [--no-shrink]

      --seeds N          how many worlds are run (1000)
      --from M           the first seed (0)
      --jobs N           how many run at once (2)
      --failures N       stop after so many failing worlds (5)
      --leave-out KINDS  without these kinds of operations, separated by commas
      --write-test FILE  write the first failing world as a test
      --record           add commit, range and result to tools/simulator/ledger.tsv
      --trace            print all that happens in the first failing world
      --no-shrink        do not look for a shorter list of operations
    """

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--seeds": count = try Self.number(after: word, &rest)
      case "--from": first = try Self.number(after: word, &rest)
      case "--jobs": jobs = max(Int(clamping: try Self.number(after: word, &rest)), 1)
      case "--failures": failures = max(Int(clamping: try Self.number(after: word, &rest)), 1)
      case "--leave-out":
        leftOut = Set(try Self.value(after: word, &rest).split(separator: ",").map(String.init))
      case "--write-test": testPath = try Self.value(after: word, &rest)
      case "--ledger": ledgerPath = try Self.value(after: word, &rest)
      case "--commit": commit = try Self.value(after: word, &rest)
      case "--mutant": mutant = try Self.value(after: word, &rest)
      case "--mutants": seeksMutants = true
      case "--no-shrink": shrinks = false
      case "--trace": traces = true
      default: throw BadOption(sentence: "\(word) is no option of simulate.")
      }
    }
  }

  private static func value(after word: String, _ rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst() else {
      throw BadOption(sentence: "\(word) needs a value behind it.")
    }
    return value
  }

  private static func number(after word: String, _ rest: inout ArraySlice<String>) throws -> UInt64
  {
    let text = try value(after: word, &rest)
    guard let number = UInt64(text) else {
      throw BadOption(sentence: "\(word) needs a whole number, not \(text).")
    }
    return number
  }
}

/// A word on the command line that means nothing here.
struct BadOption: Error {
  let sentence: String
}

import Foundation

/// Counts the instructions of a piece of work with valgrind: the same number on every run, whatever
/// else the machine does.
struct InstructionCounter {
  /// A copy of this program without debugging information, which valgrind 3.19 cannot read.
  private let program: String

  /// Nil where valgrind or strip is not installed.
  init?(_ lab: Lab) throws {
    guard try Self.run("valgrind", ["--version"]) != nil else { return nil }
    program = "\(try lab.directory("counted"))/bench"
    let own = CommandLine.arguments[0]
    guard try Self.run("strip", ["--strip-debug", "-o", program, own]) != nil else { return nil }
  }

  /// The instructions of the counted part.
  func count(_ work: CountedWork) throws -> Double {
    let told = try Self.run(
      "valgrind",
      [
        "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
        "--toggle-collect=*countedPart*", program, CountedWork.option, work.rawValue,
      ])
    guard let told else { throw BenchFault("valgrind could not run \(work.rawValue)") }
    let label = "Collected :"
    let line = told.split(separator: "\n").first { $0.contains(label) } ?? ""
    let number = line.split(separator: " ").last.flatMap { Double($0) } ?? 0
    guard number > 0 else { throw BenchFault("valgrind counted nothing in \(work.rawValue)") }
    return number
  }

  /// What a program wrote to both its outputs; nil where it is not there or failed.
  private static func run(_ program: String, _ arguments: [String]) throws -> String? {
    let (status, output) = try Command.run([program] + arguments, errors: .kept)
    return status == 0 ? String(decoding: output, as: UTF8.self) : nil
  }
}

import ArgumentParser
import Foundation

/// Counts in a process without a second thread, which is all that valgrind bears of a Swift program;
/// everything else runs as tasks.
@main
enum BenchEntry {
  static func main() {
    if let arguments = CountedWork.arguments(in: CommandLine.arguments) {
      exit(CountedWork.carryOut(arguments))
    }
    Task {
      await BenchProgram.main()
      exit(EXIT_SUCCESS)
    }
    RunLoop.main.run()
  }
}

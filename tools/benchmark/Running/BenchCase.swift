/// One question that the program answers with figures.
protocol BenchCase: Sendable {
  /// What `--only` names.
  static var name: String { get }
  /// One line that says what is timed.
  static var about: String { get }
  init()
  /// Throws ``BenchFault`` where the replicas do not hold what they should: then no figure counts.
  func run(_ lab: Lab) async throws -> [Measurement]
}

/// All cases in the order in which they run.
let benchCases: [any BenchCase.Type] = [
  WorkloadCase.self,
  LocalEditCase.self,
  ImportCase.self,
  MergeCoreCase.self,
  ApplyCase.self,
  FreshDeviceCase.self,
  ConvergenceCase.self,
  LatencyCase.self,
  IdleCase.self,
  SizeCase.self,
  LogCase.self,
  LoadCase.self,
  SpaceCountCase.self,
  StatusCase.self,
  ExplainCase.self,
  InstructionCase.self,
  ChangeBytesCase.self,
  RivalCase.self,
]

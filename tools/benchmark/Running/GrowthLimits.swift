/// What a figure may grow to before a run with `--check` fails.
///
/// These are not the goals: they keep what is reached. All of them are counted, none is timed, so that
/// they hold on any machine. Where a figure falls, its limit follows in the same commit.
enum GrowthLimits {
  /// The cases that a check runs.
  static let cases = ["fresh", "convergence", "idle", "size", "log", "instructions"]

  /// The greatest value, or for a figure with a floor that is named so the greatest ratio to it.
  static let limits: [String: Limit] = [
    "fresh/bytes": .value(710_000),
    "convergence/bytes up": .value(187_000),
    "idle/bytes up": .value(91),
    "idle/written by device": .value(0),
    "idle/written by hub": .value(0),
    "size/compacted": .ratio(1.4),
    "log/live": .value(29),
    "log/archived": .value(15.5),
    "instructions/edit": .ratio(11.5),
    "instructions/apply": .ratio(5.7),
    "instructions/import": .ratio(24.5),
  ]

  enum Limit {
    case value(Double)
    case ratio(Double)
  }

  /// A figure below this part of its limit was counted wrongly, or its limit was forgotten.
  private static let leastPart = 0.5

  /// Why a figure does not pass; nil where it does, or has no limit.
  static func fault(in measurement: Measurement) -> String? {
    switch limits[measurement.name] {
    case .value(let limit): fault(measurement.name, measurement.value, limit)
    case .ratio(let limit):
      measurement.ratio.map { fault("\(measurement.name) as a ratio", $0, limit) }
        ?? "\(measurement.name) has no floor"
    case nil: nil
    }
  }

  private static func fault(_ what: String, _ value: Double, _ limit: Double) -> String? {
    // Not a number passes no comparison.
    if value >= limit * leastPart, value <= limit { return nil }
    let figures = "\(what) is \(Measurement.plain(value)), its limit \(Measurement.plain(limit))"
    return value > limit ? figures : "\(figures): it is too little, or the limit was forgotten"
  }

  /// What should have been measured and was not.
  static func missing(in names: Set<String>) -> [String] {
    limits.keys.filter { !names.contains($0) }.sorted().map { "\($0) was not measured" }
  }
}

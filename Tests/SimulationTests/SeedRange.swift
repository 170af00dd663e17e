import Foundation
import SyncTesting

/// Which seeds a run takes: a thousand, or what the environment names.
enum SeedRange {
  /// As many as every commit is tested with.
  static let usualCount: UInt64 = 1_000
  /// Parts of the range that are tested side by side.
  static let slices: UInt64 = 4

  /// `FIELDBOOK_SEED=7` for one, `FIELDBOOK_SEEDS=0..<5000` for many.
  static var chosen: Range<UInt64> {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["FIELDBOOK_SEED"].flatMap({ UInt64($0) }) { return seed..<(seed + 1) }
    let bounds = environment["FIELDBOOK_SEEDS"]?.components(separatedBy: "..<") ?? []
    if bounds.count == 2, let from = UInt64(bounds[0]), let to = UInt64(bounds[1]), from < to {
      return from..<to
    }
    return 0..<usualCount
  }

  /// Whether the environment names seeds: sums over all usual seeds then mean nothing.
  static var isUsual: Bool { chosen == 0..<usualCount }

  static func slice(_ index: UInt64) -> [Seed] {
    chosen.filter { $0 % slices == index }.map(Seed.init(rawValue:))
  }
}

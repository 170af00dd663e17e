import AccountModel
import DeviceSync
import Foundation
import SpaceStore

/// Where a replica lies, and the clock that it goes by.
struct Home {
  static let variable = "FIELDBOOK_HOME"
  private static let millisecondsPerSecond = 1_000.0

  let directory: String
  let clock: WallClock

  init(_ options: CommonOptions) throws {
    let environment = ProcessInfo.processInfo.environment
    let named = options.home ?? environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    let directory = named ?? "\(NSHomeDirectory())/.local/share/fieldbook"
    self.directory = URL(filePath: directory).path
    clock = try WallClock(environment: environment) {
      Int64((Date().timeIntervalSince1970 * Self.millisecondsPerSecond).rounded())
    }
  }

  static let storeCatalog = StoreCatalog(catalogDescriptions)

  func open(_ mode: DeviceStore.Mode) throws -> DeviceStore {
    try DeviceStore.open(
      directory: directory, catalog: Self.storeCatalog, mode: mode, wall: clock.milliseconds)
  }

  func synchronizer() -> Synchronizer {
    Synchronizer(
      directory: directory, catalog: Self.storeCatalog, wall: clock.milliseconds,
      random: Chance.bytes)
  }
}

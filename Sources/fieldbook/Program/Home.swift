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
  let guardian: IdentityGuard

  init(_ options: CommonOptions) throws {
    let environment = ProcessInfo.processInfo.environment
    let named = options.home ?? environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    let directory = named ?? "\(NSHomeDirectory())/.local/share/fieldbook"
    self.directory = URL(filePath: directory).path
    guardian = IdentityGuard(
      machine: Self.machineID, leases: Self.leaseDirectory(environment), fresh: Chance.replicaID)
    clock = try WallClock(environment: environment) {
      Int64((Date().timeIntervalSince1970 * Self.millisecondsPerSecond).rounded())
    }
  }

  /// The machine's id as systemd gives it; empty where it has none.
  private static var machineID: String {
    // Why it cannot be read makes no difference: then machines are not told apart by it.
    let text = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }

  /// Where own changes are counted outside of the replica, so that a copy of it does not copy the count.
  private static func leaseDirectory(_ environment: [String: String]) -> String {
    let named = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let user = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return "\(named ?? "\(user)/.local/state")/fieldbook/lease"
  }

  static let storeCatalog = StoreCatalog(catalogDescriptions)

  func open(_ mode: DeviceStore.Mode) throws -> DeviceStore {
    try DeviceStore.open(
      directory: directory, catalog: Self.storeCatalog, mode: mode, guardian: guardian,
      wall: clock.milliseconds)
  }

  func synchronizer() -> Synchronizer {
    Synchronizer(
      directory: directory, catalog: Self.storeCatalog, guardian: guardian,
      wall: clock.milliseconds,
      random: Chance.bytes)
  }
}

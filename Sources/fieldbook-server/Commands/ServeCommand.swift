import ArgumentParser
import DeviceSync
import Foundation
import HubServer
import Logging
import SpaceStore
import WebServing

/// `serve`: the hub itself.
struct ServeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the hub until SIGTERM or SIGINT.")

  @Option(help: "HOST:PORT to listen at; port 0 lets the system choose one.")
  var listen: String

  @Flag(help: "Listen without TLS on an address that other machines reach.")
  var insecureListen = false

  @OptionGroup var common: CommonOptions

  /// A command that holds the lock is done within it; a hub is not.
  private static let patienceInMilliseconds = 2_000
  private static let privateMode: mode_t = 0o077

  func perform(_ output: Output) async throws -> ExitStatus {
    let address = try address()
    umask(Self.privateMode)
    let directory = DataDirectory(common.data)
    try directory.checkThatHubExists()
    let lock = try lock(directory)
    let clock = try ServerClock.current()
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let logger = Logger(label: "fieldbook-server")
    if let setting = clock.setting {
      logger.notice("the time is set", metadata: [WallClock.variable: "\(setting)"])
    }
    let store = try Hub.openStore(
      directory: directory.path, wall: clock.milliseconds, random: Chance.bytes)
    let hub = Hub(
      store: store, wall: clock.milliseconds, random: Chance.bytes, logger: logger)
    let socket = try ShortPath(Hub.adminSocketName, in: directory.path)
    do {
      try await WebGroup.run(
        [
          adminService(hub, socket: socket, logger: logger),
          deviceService(hub, at: address, logger: logger, output),
        ], logger: logger)
    } catch {
      throw Failure(
        .usage, "cannot_listen", "The hub cannot listen at \(listen): \(Self.reason(of: error)).",
        hint: "Choose another address or port, or end the program that uses this one.")
    }
    try store.close()
    unsafe unlink(socket.path)
    withExtendedLifetime((lock, socket)) {}
    return .done
  }

  /// The system's words for an error of a socket.
  private static func reason(of error: any Error) -> String {
    guard let fault = error as? SocketFault else { return "\(error)" }
    return unsafe String(cString: strerror(fault.systemCode))
  }

  /// The web framework tells of the hub's business only what goes wrong: the hub itself says the rest.
  private static func quiet(_ logger: Logger, _ level: Logger.Level) -> Logger {
    var logger = logger
    logger.logLevel = level
    return logger
  }

  private func address() throws -> ListenAddress {
    guard let address = ListenAddress(listen) else {
      throw Failure(
        .usage, "invalid_address", "\"\(listen)\" is not HOST:PORT.",
        hint: "For example --listen 127.0.0.1:8080, or --listen [::1]:8080.")
    }
    guard address.isLoopback || insecureListen else {
      throw Failure(
        .usage, "insecure_listen",
        "\(address.host) is reached by other machines, and the hub does not encrypt yet.",
        hint: "Listen at 127.0.0.1 behind a proxy that speaks TLS, or add --insecure-listen.")
    }
    return address
  }

  private func lock(_ directory: DataDirectory) throws -> WriteLock {
    do {
      return try WriteLock(
        path: directory.lockPath, patienceInMilliseconds: Self.patienceInMilliseconds)
    } catch StoreError.busy {
      throw Failure(
        .refused, "hub_runs", "Another hub serves \(directory.path) already.",
        hint: "Use that one, or end it first.")
    }
  }

  private func deviceService(
    _ hub: Hub, at address: ListenAddress, logger: Logger, _ output: Output
  ) -> WebService {
    WebService(
      address: .tcp(host: address.host, port: address.port), routing: hub.routing,
      limits: Hub.limits, logger: Self.quiet(logger, .warning)
    ) { port in
      output.write("listening on \(address.url(port: port ?? address.port))")
    }
  }

  private func adminService(_ hub: Hub, socket: ShortPath, logger: Logger) -> WebService {
    WebService(
      address: .unixSocket(path: socket.path), routing: hub.adminRouting, limits: Hub.limits,
      // It ends with the other one, of whose end it would complain.
      logger: Self.quiet(logger, .critical)
    ) { _ in
      // The mask has kept others out since the socket was made; this drops the bits for running it.
      unsafe chmod(socket.path, S_IRUSR | S_IWUSR)
    }
  }
}

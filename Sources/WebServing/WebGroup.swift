package import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Several servers of one program, from their start to the signal that ends them.
package enum WebGroup {
  /// How long requests may take to end after the signal: a service manager kills after 30 or 90 seconds.
  private static let drainSeconds: Int64 = 20

  /// Runs the servers until SIGTERM or SIGINT, then drains them, the last one first.
  package static func run(_ services: [WebService], logger: Logger) async throws {
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(drainSeconds)
    try await ServiceGroup(configuration: configuration).run()
  }
}

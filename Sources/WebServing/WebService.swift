internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// An HTTP server over routes that are values: the only door to the web framework.
///
/// On a graceful shutdown it takes no new connections, answers what is being answered, and ends.
package struct WebService: Service {
  private let address: WebAddress
  private let limits: WebLimits
  private let logger: Logger
  private let routing: WebRouting
  private let onReady: @Sendable (_ port: Int?) async -> Void

  /// - Parameters:
  ///   - address: where it listens.
  ///   - routing: what answers.
  ///   - limits: what a peer may take.
  ///   - logger: where failures of connections go.
  ///   - onReady: called once it listens, with the port where there is one.
  package init(
    address: WebAddress, routing: WebRouting, limits: WebLimits,
    logger: Logger = WebService.silent,
    onReady: @escaping @Sendable (_ port: Int?) async -> Void
  ) {
    self.address = address
    self.routing = routing
    self.limits = limits
    self.logger = logger
    self.onReady = onReady
  }

  /// Tells nobody anything.
  package static let silent = Logger(label: "fieldbook") { _ in SwiftLogNoOpLogHandler() }

  package func run() async throws {
    let responder = WebResponder(routing: routing, limits: limits)
    let onReady = onReady
    let application = Application(
      responder: responder, server: .http1(configuration: channelConfiguration),
      configuration: ApplicationConfiguration(
        address: bindAddress, serverName: "fieldbook",
        availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
      onServerRunning: { channel in await onReady(channel.localAddress?.port) }, logger: logger)
    do {
      try await application.run()
    } catch let error as IOError {
      throw SocketFault(systemCode: error.errnoCode)
    }
  }

  private var bindAddress: BindAddress {
    switch address {
    case .tcp(let host, let port): .hostname(host, port: port)
    case .unixSocket(let path): .unixDomainSocket(path: path)
    }
  }

  private var channelConfiguration: HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      idleTimeout: .seconds(Int64(limits.idleSeconds)),
      httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
        maxHeaderFieldCount: limits.headerCount))
  }
}

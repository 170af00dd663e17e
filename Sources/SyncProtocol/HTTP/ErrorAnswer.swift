/// The JSON body of every answer that is no success.
package struct ErrorAnswer: Codable, Equatable, Error, Sendable {
  package let error: Detail

  package struct Detail: Codable, Equatable, Sendable {
    /// A stable word for programs.
    package let code: String
    /// One sentence that says what and where.
    package let message: String
    /// What to do about it.
    package let hint: String
    /// The versions that the hub speaks, where that is the matter.
    package let `protocol`: VersionRange?
  }

  package init(code: String, message: String, hint: String, versions: VersionRange? = nil) {
    error = Detail(code: code, message: message, hint: hint, protocol: versions)
  }
}

/// The versions of the protocol that a program speaks.
package struct VersionRange: Codable, Equatable, Sendable {
  package let min: Int
  package let max: Int

  package init(min: Int, max: Int) {
    self.min = min
    self.max = max
  }

  package static let spoken = VersionRange(
    min: Int(ProtocolVersion.minimum), max: Int(ProtocolVersion.current))
}

/// What `GET /healthz` answers.
package struct HealthAnswer: Codable, Equatable, Sendable {
  package let status: String
  package let `protocol`: VersionRange

  package init(status: String, versions: VersionRange) {
    self.status = status
    self.protocol = versions
  }
}

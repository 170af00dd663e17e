/// The paths, headers and content types of the HTTP interface; `protocol/http.md` describes them.
package enum HubPaths {
  package static let enrol = "/v1/enroll"
  package static let sync = "/v1/sync"
  package static let state = "/v1/state"
  package static let history = "/v1/history"
  package static let health = "/healthz"

  /// Says which version of the protocol a request is written in.
  package static let versionHeader = "Fieldbook-Protocol"
  /// The type of a sync frame.
  package static let frameType = "application/vnd.fieldbook.sync"
  package static let jsonType = "application/json"
  /// What stands before a session token in the `Authorization` header.
  package static let tokenScheme = "Bearer "
}

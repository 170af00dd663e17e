/// Why a command did not do what it was asked: one sentence, a hint, an exit status.
struct Failure: Error {
  let status: ExitStatus
  /// A stable word for scripts.
  let code: String
  let message: String
  let hint: String

  init(_ status: ExitStatus, _ code: String, _ message: String, hint: String) {
    self.status = status
    self.code = code
    self.message = message
    self.hint = hint
  }
}

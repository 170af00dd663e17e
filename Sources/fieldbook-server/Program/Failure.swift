import DeviceSync
import DiagnosticReports
import HubServer
import SpaceStore
import SyncProtocol

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

  /// What a running hub answered.
  init(_ answer: ErrorAnswer) {
    let error = answer.error
    self.init(Self.status(of: error.code), error.code, error.message, hint: error.hint)
  }

  /// The failure that an error of the libraries is; nil for errors of the command line's parser.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let refusal as HubRefusal: self.init(refusal.answer)
    case let error as StoreError: self.init(HubRefusal(administrative: error).answer)
    case let fault as GivenFileFault:
      self.init(.usage, fault.code, fault.message, hint: fault.hint)
    case let mistake as WhatIfReport.Question.Mistake:
      self.init(.usage, mistake.code, mistake.message, hint: mistake.hint)
    case let fault as WallClockFault:
      self.init(.usage, fault.code, fault.message, hint: fault.hint)
    case let fault as DeviceFileFault:
      self.init(.disk, fault.code, fault.message, hint: fault.hint)
    default: return nil
    }
  }

  private static func status(of code: String) -> ExitStatus {
    switch code {
    case "not_found": .findings
    case "busy", "overloaded", "draining": .unreachable
    case "damaged", "foreign_file", "hub_store_fault", "hub_fault": .damaged
    case "disk_full", "read_only", "disk_error", "not_durable": .disk
    default: .usage
    }
  }
}

import DeviceSync
import DiagnosticReports
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

extension Failure {
  /// The failure that an error of the libraries is; nil for errors of the command line's parser.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as StoreError: self.init(store: error)
    case let fault as GivenFileFault:
      self.init(.usage, fault.code, fault.message, hint: fault.hint)
    case let mistake as WhatIfReport.Question.Mistake:
      self.init(.usage, mistake.code, mistake.message, hint: mistake.hint)
    case let failure as SyncFailure: self.init(sync: failure)
    case let fault as DeviceFileFault:
      let status: ExitStatus = if case .diskFull = fault { .disk } else { .damaged }
      self.init(status, fault.code, fault.message, hint: fault.hint)
    case let fault as BundleFileFault: self.init(fault)
    case BundleRefusal.unknownChain(let dot):
      self.init(
        .damaged, "unreadable", "The log does not say what came before the change \(dot).",
        hint: "No file was written; run fieldbook doctor.")
    case let fault as WallClockFault:
      self.init(.usage, fault.code, fault.message, hint: fault.hint)
    case HubFault.otherHub:
      self.init(
        .refused, "other_hub", "Another hub answers than the one that this replica belongs to.",
        hint: "Nothing was exchanged; check the hub's address with its admin.")
    case let fault as IntakeFault:
      self.init(
        .unreachable, "bad_answer", "The hub's answer contradicts itself (\(fault)).",
        hint: "Nothing of it was stored; sync again, and tell the hub's admin if it stays so.")
    case ProtocolError.tooLarge(let what, let size, let limit):
      self.init(
        .usage, "too_large", "The \(what) is too large: \(size), at most \(limit).",
        hint: "Nothing was written; split it.")
    case let error as ProtocolError:
      self.init(
        .damaged, "unreadable", "The replica holds something that cannot be read (\(error)).",
        hint: "Run fieldbook doctor.")
    case let fault as AuthoringFault:
      self.init(
        .damaged, "contradiction", "The change contradicts itself (\(fault.admission)).",
        hint: "Nothing was written; run fieldbook doctor.")
    default: return nil
    }
  }

  private init(sync failure: SyncFailure) {
    let status: ExitStatus =
      switch failure {
      case .invalidAddress, .notEnrolled: .usage
      default: failure.isRefusal ? .refused : .unreachable
      }
    self.init(status, failure.code, failure.message, hint: failure.hint)
  }

  private init(store error: StoreError) {
    switch error {
    case .missing(let path):
      self.init(
        .usage, "no_replica", "There is no replica at \(path).",
        hint: "Make one with fieldbook init, or name another with --home DIR.")
    case .exists(let path):
      self.init(
        .usage, "replica_exists", "There is a replica at \(path) already.",
        hint: "Use it, or name another directory with --home DIR.")
    case .foreign(let path):
      self.init(
        .damaged, "foreign_file", "The file \(path) is no database of this program.",
        hint: "It was left alone; name the right directory with --home DIR.")
    case .damaged(let path, let detail):
      self.init(
        .damaged, "damaged", "The database \(path) is damaged: \(detail).",
        hint: "Keep a copy of it; enrol a new replica, which gets all that the hub holds.")
    case .newer(let path, let version, let supported):
      self.init(
        .usage, "newer_database",
        "A newer program wrote \(path): its form is \(version), this program knows \(supported).",
        hint: "It was left alone; update this program.")
    case .newerContent(let path, let columns):
      let names = columns.joined(separator: ", ")
      self.init(
        .usage, "newer_database",
        "A newer program wrote fields into \(path) that this one does not know: \(names).",
        hint: "It was left alone; update this program.")
    case .busy(let path):
      self.init(
        .disk, "busy", "Another process has been writing \(path) for too long.",
        hint: "Nothing was written; try again when it is done.")
    case .diskFull(let path):
      self.init(
        .disk, "disk_full", "The disk has no room for \(path).",
        hint: "Nothing was written; make room and run the command again.")
    case .readOnly(let path):
      self.init(
        .disk, "read_only", "\(path) cannot be written.",
        hint: "Nothing was written; check the owner and mode of the directory and the disk.")
    case .disk(let path, let detail):
      self.init(
        .disk, "disk_error", "The disk failed at \(path): \(detail).",
        hint: "Nothing was written; check the disk and the directory's mode.")
    case .notDurable(let path):
      self.init(
        .disk, "not_durable", "\(path) lies where a write may not survive a power cut.",
        hint: "Nothing was written; use another disk.")
    }
  }
}

import Foundation
import RecordEditing
import SpaceStore
import SyncCore
import SyncProtocol
import SyncSession

/// A piece of work whose instructions are counted, by itself, in a process of its own.
enum CountedWork: String, CaseIterable {
  case edit
  case rawEdit = "raw-edit"
  case apply
  case rawApply = "raw-apply"
  case importing = "import"
  case rawInsert = "raw-insert"

  /// The word behind which the name of the work follows on the command line.
  static let option = "--count"
  /// So many edits or changes each: what happens once weighs little then.
  static let repetitions = 500
  /// Enough accounts for so many edits, and few enough for a program that runs fifty times slower.
  private static let accounts = 10

  /// The name of the work, where a command line asks for one; "" where the name is missing.
  static func arguments(in line: [String]) -> String? {
    guard line.dropFirst().first == option else { return nil }
    return line.count > 2 ? line[2] : ""
  }

  /// Does the work that is named; returns the process's exit code.
  static func carryOut(_ name: String) -> Int32 {
    guard let work = CountedWork(rawValue: name) else {
      let known = allCases.map(\.rawValue).joined(separator: ", ")
      FileHandle.standardError.write(Data("\(option) takes one of \(known).\n".utf8))
      return 2
    }
    do {
      try work.run(in: Lab(repeats: 1, data: DataSet(accounts: accounts)))
      return EXIT_SUCCESS
    } catch {
      FileHandle.standardError.write(Data("\(name): \(error)\n".utf8))
      return EXIT_FAILURE
    }
  }

  private func run(in lab: Lab) throws {
    switch self {
    case .edit: try Self.edit(lab)
    case .rawEdit: try Self.rawEdit(lab)
    case .apply: try Self.apply(lab)
    case .rawApply: try Self.rawApply(lab)
    case .importing: try Self.importing(lab)
    case .rawInsert: try Self.rawInsert(lab)
    }
  }

  private static func edits(_ lab: Lab) -> ArraySlice<WorkEdit> {
    lab.edits.devices[0].prefix(repetitions)
  }

  private static func edit(_ lab: Lab) throws {
    let device = try BenchDevice("anna", lab)
    let spaces = try device.load(lab.data)
    let store = try device.open()
    let editor = Editor(store: store, data: lab.data, spaces: spaces, newID: lab.newID)
    try countedPart { for edit in edits(lab) { try editor.make(edit) } }
    try store.close()
  }

  private static func plainTables(_ lab: Lab) throws -> PlainTables {
    try PlainTables(RawDatabase(path: "\(try lab.directory("raw"))/raw.sqlite"))
  }

  private static func rawEdit(_ lab: Lab) throws {
    var plain = try plainTables(lab)
    try plain.load(lab.data.records)
    try countedPart {
      for edit in edits(lab) {
        try plain.edit(edit, of: lab.data.accounts[edit.account][edit.record])
      }
    }
  }

  private static func apply(_ lab: Lab) throws {
    let device = try BenchDevice("anna", lab)
    let store = try device.open()
    let (space, changes) = try ApplyCase.prepare(store, lab)
    let counted = Array(changes.prefix(repetitions))
    try countedPart { try store.apply(counted, in: space) }
    try store.close()
  }

  private static func rawApply(_ lab: Lab) throws {
    var plain = try plainTables(lab)
    try plain.load(lab.data.records)
    try countedPart {
      try plain.database.execute("BEGIN IMMEDIATE")
      for edit in edits(lab) {
        try plain.update(edit, of: lab.data.accounts[edit.account][edit.record])
      }
      try plain.database.execute("COMMIT")
    }
  }

  private static func importing(_ lab: Lab) throws {
    let path = try ImportCase.file(lab)
    let device = try BenchDevice("anna", lab)
    let store = try device.open()
    let lines = ImportCase.lines(of: path, into: store, lab)
    try countedPart { _ = try lines.run(isDryRun: false) }
    try store.close()
  }

  private static func rawInsert(_ lab: Lab) throws {
    let plain = try plainTables(lab)
    let rows = lab.data.records.map { ($0.kind.name, PlainTables.row(of: $0)) }
    try countedPart { try plain.load(rows) }
  }
}

/// What is counted: valgrind finds the function by its name.
@inline(never)
func countedPart(_ body: () throws -> Void) rethrows { try body() }

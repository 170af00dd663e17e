import Foundation
import GRDB
import Testing

@testable import SpaceStore

@Suite struct `What is wrong with a database` {
  @Test(arguments: [
    (ResultCode.SQLITE_FULL, StoreError.diskFull(path: "p")),
    (.SQLITE_IOERR_SHMSIZE, .diskFull(path: "p")),
    (.SQLITE_READONLY, .readOnly(path: "p")), (.SQLITE_NOTADB, .foreign(path: "p")),
    (.SQLITE_BUSY, .busy(path: "p")), (.SQLITE_IOERR_READ, .disk(path: "p", detail: "d")),
  ])
  func `is said in the product's own words`(code: ResultCode, error: StoreError) {
    let found = StoreError.translated(DatabaseError(resultCode: code, message: "d"), path: "p")
    #expect(found as? StoreError == error)
  }

  @Test func `is told apart from a file that is not there`() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/none.sqlite"
    #expect(StoreError.unreachable(path) == .missing(path: path))
    let loop = "\(directory.path)/loop"
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    guard case .disk(loop, _) = StoreError.unreachable(loop) else {
      Issue.record("a path that leads nowhere is called missing")
      return
    }
  }
}

import Foundation
import Testing

@Suite struct `A new replica` {
  @Test func `is made without a server`() throws {
    let desk = try Desk()
    let made = try desk.run("init", "--user", "alice", "--device", "alice-x1")
    #expect(made.status == 0)
    #expect(made.output.contains("for alice on alice-x1"))
    let status = try desk.run("status")
    #expect(status.status == 0)
    #expect(status.output.contains("alice on alice-x1"))
    #expect(status.output.contains("never"))
    #expect(status.output.contains("taken from FIELDBOOK_CLOCK: 2026-03-10T09:00:00Z"))
    #expect(try desk.run("digest").status == 0)
    #expect(try desk.run("conflicts").status == 0)
    #expect(try desk.run("check").output == "")
    #expect(try desk.run("list", "account").status == 1)
  }

  @Test func `keeps its directory and key to its owner`() throws {
    let desk = try Desk(account: nil)
    for (path, mode) in [(desk.home, 0o700), ("\(desk.home)/device.key", 0o600)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
    }
  }

  @Test func `is not made over another`() throws {
    let desk = try Desk(account: "Kaarna")
    let key = try String(contentsOfFile: "\(desk.home)/device.key", encoding: .utf8)
    let again = try desk.run("init", "--user", "bob")
    #expect(again.status == 2)
    #expect(again.errors.contains("There is a replica"))
    #expect(try String(contentsOfFile: "\(desk.home)/device.key", encoding: .utf8) == key)
    #expect(try desk.json("list", "account")[0]["fields"]["name"] == "Kaarna")
  }

  @Test func `lies where --home says, before FIELDBOOK_HOME`() throws {
    let desk = try Desk()
    let other = "\(desk.directory)/other"
    try desk.expectDone("init", "--user", "alice", "--home", other)
    #expect(try desk.run("status", "--home", other).status == 0)
    #expect(try desk.run("status").status == 2)
  }

  @Test func `is missed with one sentence and a hint`() throws {
    let desk = try Desk()
    let outcome = try desk.run("status", "--json")
    #expect(outcome.status == 2)
    let error = try outcome.jsonError()
    #expect(error.keys == ["code", "message", "hint"])
    #expect(error["code"] == "no_replica")
    #expect(outcome.output == "")
  }

  @Test func `is not called missing where it cannot be reached`() throws {
    let desk = try Desk()
    let home = "\(desk.directory)/loop"
    try FileManager.default.createSymbolicLink(atPath: home, withDestinationPath: home)
    let outcome = try desk.run("status", "--home", home, "--json")
    #expect(outcome.status == 7)
    #expect(try outcome.jsonError()["code"] == "disk_error")
  }

  @Test func `refuses a user's name of two words`() throws {
    #expect(try Desk().run("init", "--user", "Alice Smith").status == 2)
  }

  @Test func `belongs to no team until it is enrolled`() throws {
    let desk = try Desk(account: "Kaarna")
    let sync = try desk.run("sync")
    #expect(sync.status == 2)
    #expect(sync.errors.contains("fieldbook enroll"))
    let enroll = try desk.run("enroll", "http://127.0.0.1:1", "--invite", "abc")
    #expect(enroll.status == 4)
    #expect(try desk.json("status")["unsent"] == 1)
    #expect(try desk.run("enroll", "nonsense", "--invite", "abc").status == 2)
  }
}

@Suite struct `The program` {
  @Test func `tells its version and the protocol's`() throws {
    let outcome = try Program.fieldbook.run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.output == "fieldbook 0.1.0, protocol 1\n")
  }

  @Test func `helps`() throws {
    let outcome = try Program.fieldbook.run(["set", "--help"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("--basis"))
    #expect(try Program.fieldbook.run(["--help"]).output.contains("conflicts"))
  }

  @Test(arguments: [
    ["frobnicate"], ["set"], ["set", "Kemi"], ["resolve", "Kemi.amount"], ["add"],
    ["set", "Kemi", "a=1", "--from", "x"], ["show", "a", "b"], ["status", "--nonsense"],
  ])
  func `ends with 2 where the command line cannot be`(arguments: [String]) throws {
    let plain = try Program.fieldbook.run(arguments)
    #expect(plain.status == 2)
    #expect(plain.output == "")
    #expect(plain.errors.contains("hint: "))
    let json = try Program.fieldbook.run(arguments + ["--json"])
    #expect(json.status == 2)
    #expect(try json.jsonError().keys == ["code", "message", "hint"])
  }

  @Test func `proposes the verb that was meant`() throws {
    #expect(try Program.fieldbook.run(["confilcts"]).errors.contains("Did you mean conflicts?"))
  }
}

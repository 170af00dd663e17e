import Foundation
import Testing

@Suite struct `A bundle in a file` {
  @Test func `carries work between two machines and then to the hub`() throws {
    let journey = try Journey()
    let (first, second) = (journey.file("1.fbb"), journey.file("2.fbb"))
    try journey.done("anna-x1", "set", "Uptime", "amount=120")
    try journey.done("anna-x1", "bundle", "export", first)
    #expect(try journey.json("bernd-fw", "bundle", "import", first)["received"] == 1)
    try journey.done("bernd-fw", "set", "Uptime", "nextStep=call them")
    try journey.done("bernd-fw", "bundle", "export", second, "--since", first)
    let shown = try journey.json("anna-x1", "bundle", "show", second)
    #expect(shown["spaces"][0]["changes"] == 1)
    #expect(shown["known"] == .boolean(true))
    // The role that the hub gave travels along, so that the file says all of it.
    #expect(try journey.done("anna-x1", "bundle", "show", first).contains("the hub"))
    #expect(try journey.json("anna-x1", "bundle", "import", second)["received"] == 1)
    #expect(try journey.digest("anna-x1") == journey.digest("bernd-fw"))
    // Taken in again, and the older one after the newer: nothing comes.
    for file in [second, first] {
      #expect(try journey.json("anna-x1", "bundle", "import", file)["received"] == 0)
    }
    // Bernd meets the hub first and brings what Anna wrote.
    let team = journey.team
    try team.startServer()
    #expect(try journey.json("bernd-fw", "sync")["sent"] == 2)
    let listed = try team.run("fieldbook-server", ["space", "list", "--data", team.hubData]).output
    try journey.done("anna-x1", "sync")
    #expect(try journey.digest("anna-x1") == journey.digest("bernd-fw"))
    try team.check(team.run("fieldbook-server", ["doctor", "--data", team.hubData]))
    // What Anna offers is there already.
    let again = try team.run("fieldbook-server", ["space", "list", "--data", team.hubData]).output
    #expect(listed.contains("Kemi"))
    #expect(again == listed)
  }

  @Test func `names whom the hub refused when a colleague hands their work on`() throws {
    let journey = try Journey()
    let file = journey.file("1.fbb")
    try journey.done("anna-x1", "set", "Uptime", "amount=120")
    try journey.done("anna-x1", "bundle", "export", file)
    try journey.done("bernd-fw", "bundle", "import", file)
    let status = try journey.done("bernd-fw", "status")
    #expect(status.contains("to hand on: 1 change of anna, anna-x1 in Kemi"))
    let team = journey.team
    try team.startServer()
    func member(_ arguments: String...) throws {
      let place = ["--data", team.hubData, "--space", "Kemi", "--user", "anna"]
      try team.check(team.run("fieldbook-server", ["member"] + arguments + place))
    }
    try member("remove")
    let refused = try journey.run("bernd-fw", "sync")
    #expect(refused.status == 5)
    #expect(refused.output.contains("not handed on: 1 change of anna, anna-x1 in Kemi"))
    #expect(!refused.output.contains("You are not a member there."))
    try member("add", "--role", "editor")
    let taken = try journey.run("bernd-fw", "sync")
    #expect(taken.status == 0)
    #expect(!taken.output.contains("hand"))
  }

  @Test func `names what is missing and applies nothing`() throws {
    let journey = try Journey()
    let files = ["1", "2", "3"].map { journey.file("\($0).fbb") }
    for (number, file) in files.enumerated() {
      try journey.done("anna-x1", "set", "Uptime", "amount=\(200 + number)")
      if number == 0 {
        try journey.done("anna-x1", "bundle", "export", file)
      } else {
        try journey.done("anna-x1", "bundle", "export", file, "--since", files[number - 1])
      }
    }
    let before = try journey.digest("bernd-fw")
    try journey.done("bernd-fw", "bundle", "import", files[0])
    let after = try journey.digest("bernd-fw")
    #expect(before != after)
    let outcome = try journey.run("bernd-fw", "bundle", "import", files[2])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("refused Kemi"))
    #expect(outcome.output.contains("anna's change 5 (anna-x1)"), "\(outcome.output)")
    #expect(try journey.digest("bernd-fw") == after)
    let refused = try journey.json("bernd-fw", "bundle", "import", files[2])["spaces"][0]["refused"]
    #expect(refused["code"] == "missing_changes")
    #expect(refused["missing"][0]["from"] == 5)
    #expect(refused["missing"][0]["to"] == 5)
    try journey.done("bernd-fw", "bundle", "import", files[1])
    try journey.done("bernd-fw", "bundle", "import", files[2])
    #expect(try journey.digest("anna-x1") == journey.digest("bernd-fw"))
  }

  @Test func `shows what would come before it comes`() throws {
    let journey = try Journey()
    let file = journey.file("1.fbb")
    try journey.done("anna-x1", "set", "Uptime", "amount=150", "nextStep=visit")
    try journey.done("bernd-fw", "set", "Uptime", "amount=90")
    try journey.done("anna-x1", "bundle", "export", file)
    let before = try journey.digest("bernd-fw")
    let shown = try journey.run("bernd-fw", "bundle", "import", file, "--dry-run")
    #expect(shown.status == 3)
    #expect(shown.output.contains("nothing was written"))
    let preview = try journey.json("bernd-fw", "bundle", "import", file, "--dry-run")
    #expect(preview["received"] == 1)
    #expect(preview["conflicts"] == 1)
    let cells = preview["spaces"][0]["cells"].values
    #expect(Set(cells.compactMap(\.["field"].string)) == ["money", "nextStep"])
    #expect(try journey.digest("bernd-fw") == before)
    #expect(try journey.run("bernd-fw", "bundle", "import", file).status == 3)
    #expect(try journey.json("bernd-fw", "conflicts").values.count == 1)
  }

  @Test func `lists of many changes the last ones`() throws {
    let journey = try Journey()
    let file = journey.file("1.fbb")
    let count = 55
    for number in 1...count { try journey.done("anna-x1", "set", "Uptime", "amount=\(number)") }
    try journey.done("anna-x1", "bundle", "export", file)
    for options in [["--dry-run"], []] {
      let outcome = try Program.fieldbook.run(
        ["bundle", "import", file] + options,
        environment: journey.team.environment(of: "bernd-fw"))
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("5 earlier changes; fieldbook history"))
      #expect(outcome.lines.filter { $0.contains("anna, anna-x1: ") }.count == 50)
      #expect(outcome.output.contains("\(count) changes from anna"))
    }
  }

  @Test func `is refused whole where a byte is wrong, and the file stays its owner's`() throws {
    let journey = try Journey()
    let file = journey.file("1.fbb")
    try journey.done("anna-x1", "set", "Uptime", "amount=150")
    try journey.done("anna-x1", "bundle", "export", file)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let bytes = try Data(contentsOf: URL(filePath: file))
    var turned = bytes
    turned[bytes.count / 2] ^= 1
    let texts = [turned, bytes.dropLast(), bytes + [0], Data("no bundle".utf8), Data()]
    let before = try journey.digest("bernd-fw")
    for (index, text) in texts.enumerated() {
      let damaged = journey.file("damaged-\(index)")
      try text.write(to: URL(filePath: damaged))
      let outcome = try journey.run("bernd-fw", "bundle", "import", damaged, "--json")
      #expect(outcome.status == 2, "\(index): \(outcome.errors)")
      #expect(try outcome.jsonError()["code"] == "damaged_bundle", "\(index)")
    }
    #expect(try journey.digest("bernd-fw") == before)
    let missing = try journey.run("bernd-fw", "bundle", "import", "\(file).not", "--json")
    #expect(try missing.jsonError()["code"] == "no_file")
  }

  @Test func `replaces no file that is none, and is not written for nothing`() throws {
    let journey = try Journey()
    let (notes, file) = (journey.file("notes.txt"), journey.file("1.fbb"))
    try "mine".write(toFile: notes, atomically: true, encoding: .utf8)
    let taken = try journey.run("anna-x1", "bundle", "export", notes, "--json")
    #expect(taken.status == 2)
    #expect(try taken.jsonError()["code"] == "file_exists")
    #expect(try String(contentsOfFile: notes, encoding: .utf8) == "mine")
    try journey.done("anna-x1", "bundle", "export", file)
    try journey.done("anna-x1", "bundle", "export", file)
    let rest = journey.file("2.fbb")
    let nothing = try journey.run("anna-x1", "bundle", "export", rest, "--since", file, "--json")
    #expect(nothing.status == 1)
    #expect(try nothing.jsonError()["code"] == "nothing_new")
    #expect(!FileManager.default.fileExists(atPath: rest))
    #expect(!FileManager.default.fileExists(atPath: "\(rest).new"))
  }
}

@Suite struct `A bundle between strangers` {
  @Test func `needs the fingerprint, and a role in the account`() throws {
    let anna = try Desk()
    let bernd = try Desk()
    try anna.expectDone("init", "--user", "anna", "--device", "anna-x1")
    try bernd.expectDone("init", "--user", "bernd", "--device", "bernd-fw")
    try anna.expectDone("add", "account", "name=Kemi")
    let file = "\(anna.directory)/kemi.fbb"
    let exported = try anna.json("bundle", "export", file)
    let fingerprint = try #require(exported["fingerprint"].string)
    let unknown = try bernd.run("bundle", "import", file)
    #expect(unknown.status == 5)
    #expect(unknown.errors.contains("--trust \(fingerprint)"))
    let noRole = try bernd.run("bundle", "import", file, "--trust", fingerprint)
    #expect(noRole.status == 5)
    #expect(noRole.output.contains("give you no role"))
    #expect(try bernd.json("digest")["spaces"].values.isEmpty)
    try anna.expectDone("share", "Kemi", "bernd", "--role", "editor")
    try anna.expectDone("bundle", "export", file)
    try bernd.expectDone("bundle", "import", file, "--trust", fingerprint)
    try bernd.expectDone("add", "opportunity", "name=Uptime", "amount=5", "currency=EUR")
    let back = "\(bernd.directory)/back.fbb"
    let answer = try bernd.json("bundle", "export", back, "--since", file)
    try anna.expectDone(
      "bundle", "import", back, "--trust", try #require(answer["fingerprint"].string))
    #expect(try anna.value("Uptime", "money")["amount"] == 5)
    #expect(
      try anna.json("digest")["spaces"][0]["digest"]
        == bernd.json("digest")["spaces"][0]["digest"])
  }
}

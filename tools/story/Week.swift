import SyncTesting

/// The fixture story: six people, three accounts, six deals, and one week's edits.
final class Week {
  let hub: Hub
  let proxy: CuttingProxy
  let people: [String: Person]
  /// References by the names that the story uses: O1 … O6, people, accounts.
  var refs: [String: String] = [:]
  /// Every edit of the week: what must never be lost.
  private(set) var edits: [Edit] = []

  /// What Ines saw around her lost answer.
  struct SecondSync {
    let cuts: Int
    let unsent: Int
    let sent: Int
  }

  var secondSync = SecondSync(cuts: 0, unsent: 0, sent: 0)

  /// One edit as its author typed it.
  struct Edit {
    let number: String
    let author: String
    let ref: String
    let field: String
    let value: String
  }

  static let order = ["marja", "eero", "sofia", "daniel", "ines", "tomasz"]

  init(root: String, programs: Programs) throws {
    hub = try Hub(root: root, programs: programs, at: StoryTime(.sunday, 17))
    proxy = try CuttingProxy(upstream: hub.port)
    func person(_ name: String, _ full: String, _ device: String, ahead: Int = 0) -> (
      String, Person
    ) {
      (
        name,
        Person(name, full, device: device, root: root, programs: programs, clockAhead: ahead)
      )
    }
    people = Dictionary(uniqueKeysWithValues: [
      person("marja", "Marja Lehto", "marja-x1"),
      person("eero", "Eero Salmi", "eero-fw"),
      person("sofia", "Sofia Nyström", "sofia-mb"),
      person("daniel", "Daniel Okafor", "daniel-tp", ahead: 2 * 60 + 13),
      person("ines", "Ines Carvalho", "ines-xps"),
      person("tomasz", "Tomasz Wrona", "tomasz-nb"),
    ])
  }

  func who(_ name: String) throws -> Person {
    guard let person = people[name] else {
      throw StoryError(description: "nobody is called \(name)")
    }
    return person
  }

  func ref(_ name: String) throws -> String {
    guard let ref = refs[name] else { throw StoryError(description: "nothing is called \(name)") }
    return ref
  }

  /// Sets fields of a record and remembers each of them as an edit.
  func edit(
    _ number: String, _ author: String, at time: StoryTime, _ name: String,
    field: String, _ assignments: String...
  ) throws {
    let ref = try ref(name)
    let person = try who(author)
    let outcome = try person.run(at: time, ["set", ref] + assignments + ["--json"])
    guard outcome.status == 0 else {
      throw StoryError(description: "edit \(number): \(outcome.errors)")
    }
    let value = assignments[0].split(separator: "=", maxSplits: 1).last.map(String.init) ?? ""
    edits.append(Edit(number: number, author: author, ref: ref, field: field, value: value))
  }

  /// Adds a record and remembers its first field as an edit.
  func addition(
    _ number: String, _ author: String, at time: StoryTime, as name: String, _ kind: String,
    in account: String, _ assignments: String...
  ) throws {
    let person = try who(author)
    let arguments = ["add", kind, "--in", try ref(account)] + assignments + ["--json"]
    let outcome = try person.run(at: time, arguments)
    guard outcome.status == 0, let ref = try JSON.object(outcome.output)["ref"] as? String else {
      throw StoryError(description: "edit \(number): \(outcome.errors)")
    }
    refs[name] = ref
    let parts = assignments[0].split(separator: "=", maxSplits: 1).map(String.init)
    edits.append(
      Edit(number: number, author: author, ref: ref, field: parts[0], value: parts[1]))
  }

  /// What the syncs of each device said.
  private(set) var travelled: [String: [String]] = [:]

  /// One device meets the hub; conflicts that wait are no failure.
  func sync(_ name: String, at time: StoryTime) throws {
    try hub.set(time)
    travelled[name, default: []].append(try who(name).expect([0, 3], at: time, "sync"))
  }

  func forgetTravels() { travelled = [:] }

  func remember(_ name: String, _ text: String) { travelled[name, default: []].append(text) }

  /// What the decisions on Friday said.
  var decisions: [String] = []
}

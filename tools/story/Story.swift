import Foundation
import SyncTesting

/// Plays the fixture story with the built programs and checks what it must come to.
@main
enum Story {
  private static let findings: Int32 = 1
  private static let usage: Int32 = 2

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      complain("usage: story DIRECTORY-OF-PROGRAMS DIRECTORY-TO-LEAVE-REPLICAS-IN")
      exit(usage)
    }
    do {
      let isRight = try play(programs: Programs(directory: arguments[1]), root: arguments[2])
      exit(isRight ? 0 : findings)
    } catch {
      complain("error: the story stopped: \(error)")
      exit(findings)
    }
  }

  private static func play(programs: Programs, root: String) throws -> Bool {
    let week = try Week(root: root, programs: programs)
    defer {
      week.hub.stop()
      week.proxy.close()
    }
    var report = Report(week: week)
    title("Sunday: six devices join, three accounts are entered, everybody is in step")
    try week.sunday()
    title("Monday: the pipeline as Marja sees it")
    try report.monday()
    title("Monday to Thursday: everybody edits without a network")
    try week.offlineEdits()
    for edit in week.edits {
      print("  \(pad(edit.number, 4)) \(pad(edit.author, 8)) \(edit.field) = \(edit.value)")
    }
    title("Friday: everybody syncs; Ines's first answer gets lost on the way")
    try week.fridaySync()
    for name in Week.order {
      for text in week.travelled[name] ?? [] { print("\(name)> fieldbook sync\n\(text)") }
    }
    let marja = try week.who("marja")
    let time = StoryTime(.friday, 15, 30)
    title("What merged by itself, and what to look at (fieldbook check)")
    print(try marja.expect([0, 1], at: time, "check"))
    title("What needs a person (fieldbook conflicts)")
    print(try marja.expect([0, 3], at: time, "conflicts"))
    title("The pipeline with its range (fieldbook funnel)")
    print(try marja.expect([0, 1, 3], at: time, "funnel", "--week", "2026-W11"))
    try report.beforeDeciding()
    title("Friday afternoon: the four decisions and the duplicate")
    try week.resolve()
    week.decisions.forEach { print($0) }
    try report.afterDeciding()
    title("Checked")
    print(report.checks.text)
    print(
      """

      The hub and the six replicas are in \(root). Three commands to try:

        export FIELDBOOK_CLOCK=2026-03-13T18:00:00Z PATH="\(programs.directory):$PATH"
        fieldbook explain \(try week.ref("O2")).money --home \(marja.home)
        fieldbook history \(try week.ref("O6")) --home \(marja.home)
        sqlite3 -readonly -cmd '.timeout 5000' \(marja.home)/fieldbook.sqlite 'SELECT name, money_amount FROM opportunity'

      """)
    print(
      report.checks.areAllRight
        ? "Everything is as the story says." : "Something is off: see above.")
    return report.checks.areAllRight
  }

  private static func title(_ text: String) {
    print("\n\(text)\n\(String(repeating: "─", count: text.count))")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

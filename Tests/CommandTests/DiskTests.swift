import Foundation
import Testing

/// A place for a replica with a little memory for a disk, in a namespace of its own.
enum TinyDisk {
  /// Whether this machine allows such a place.
  static let isAllowed: Bool = {
    // What keeps it from being made does not matter: the tests are skipped then.
    let outcome = try? run("true", size: "64k", in: FileManager.default.temporaryDirectory.path)
    return outcome?.status == 0
  }()

  /// Runs a shell script with a disk of this size mounted on `directory`.
  static func run(_ script: String, size: String, in directory: String) throws -> Program.Outcome {
    let mount = "mount -t tmpfs -o size=\(size) tmpfs '\(directory)'"
    return try Program.run(
      "/usr/bin/env", ["unshare", "-rm", "sh", "-c", "\(mount) && cd '\(directory)' && \(script)"],
      environment: ["FIELDBOOK_HOME": "\(directory)/home", "FB": Program.fieldbook.path])
  }
}

@Suite(.enabled(if: TinyDisk.isAllowed, "this machine allows no mount in a namespace"))
struct `A disk` {
  @Test func `that is full loses nothing that was acknowledged`() throws {
    let desk = try Desk()
    let script = """
      "$FB" init --user alice >/dev/null && "$FB" add account name=Kaarna >/dev/null
      body=$(head -c 20000 /dev/zero | tr '\\0' x)
      written=0
      refused=$(mktemp)
      while "$FB" add note body="$body" >/dev/null 2>"$refused"; do written=$((written + 1)); done
      "$FB" add note body="$body" --json 2>"$refused"; echo "status $?"; cat "$refused"; rm "$refused"
      test "$written" -gt 0 || echo "nothing fitted"
      test "$("$FB" list note | tail -n +2 | wc -l)" = "$written" && echo "all there"
      "$FB" doctor >/dev/null && echo sound
      """
    let outcome = try TinyDisk.run(script, size: "900k", in: desk.directory)
    #expect(outcome.output.contains("status 7"), "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("\"code\":\"disk_full\""))
    #expect(outcome.output.contains("all there"))
    #expect(outcome.output.contains("sound"))
    #expect(!outcome.output.contains("nothing fitted"))
  }

  @Test func `that is read-only refuses writes alone`() throws {
    let desk = try Desk()
    let script = """
      "$FB" init --user alice >/dev/null && "$FB" add account name=Kaarna >/dev/null
      mount -o remount,ro .
      "$FB" add note body=x; echo "add $?"
      "$FB" init --home other; echo "init $?"
      """
    let outcome = try TinyDisk.run(script, size: "4m", in: desk.directory)
    #expect(outcome.output.contains("add 7"))
    #expect(outcome.output.contains("init 7"))
    #expect(outcome.errors.contains("cannot be written"))
  }
}

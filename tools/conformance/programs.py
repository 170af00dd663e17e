"""The built programs: a device of theirs, and the administrator of the hub."""

import json
import os
import subprocess
from pathlib import Path

PROGRAM_SECONDS = 120
DONE, CONFLICTS_TO_DECIDE = 0, 3
LISTENING = "listening on "


def run(program: Path, *arguments: str, home: Path | None = None) -> str:
    """What a program prints; it must end with success, perhaps with conflicts to decide."""
    environment = dict(os.environ)
    if home:
        environment["FIELDBOOK_HOME"] = str(home)
    done = subprocess.run(
        [str(program), *arguments], env=environment, capture_output=True, text=True,
        timeout=PROGRAM_SECONDS, check=False,
    )
    if done.returncode not in (DONE, CONFLICTS_TO_DECIDE):
        raise RuntimeError(f"{program.name} {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


class Administrator:
    """The hub's program, at work on a data directory."""

    def __init__(self, programs: Path, data: Path) -> None:
        """Takes the directory of the programs and that of the hub."""
        self.program = programs / "fieldbook-server"
        self.data = data

    def invite(self, user: str) -> str:
        """A new invite for a user."""
        arguments = ("invite", "--data", str(self.data), "--user", user, "--json")
        return json.loads(run(self.program, *arguments))["invite"]

    def backup(self, file: Path) -> None:
        """Copies the hub's database."""
        run(self.program, "backup", str(file), "--data", str(self.data))

    def compact(self) -> None:
        """Releases what nobody needs any more."""
        run(self.program, "compact", "--data", str(self.data))

    def doctor(self) -> str:
        """Checks the hub's database."""
        return run(self.program, "doctor", "--data", str(self.data))


class Colleague:
    """A device that the built program keeps."""

    def __init__(self, programs: Path, home: Path, user: str) -> None:
        """Makes the replica."""
        self.program = programs / "fieldbook"
        self.home = home
        self.do("init", "--user", user, "--device", home.name)

    def do(self, *arguments: str) -> str:
        """What a command prints."""
        return run(self.program, *arguments, home=self.home).strip()

    def ask(self, *arguments: str):
        """What a command says in JSON."""
        return json.loads(self.do(*arguments, "--json"))

    def digests(self) -> dict[str, tuple[str, dict[str, int]]]:
        """Digest and vector of each space, by its id."""
        spaces = self.ask("digest")["spaces"]
        return {each["space"]: (each["digest"], each["vector"]) for each in spaces}

    def field(self, reference: str, name: str):
        """What a field of a record says."""
        return self.ask("show", reference)["fields"][name]


class ServedHub:
    """A hub of its own, which can be stopped, put back to a backup and started again."""

    def __init__(self, programs: Path, data: Path) -> None:
        """Makes the hub and serves it at a port that the system chooses."""
        self.program = programs / "fieldbook-server"
        self.data = data
        self.administrator = Administrator(programs, data)
        run(self.program, "init", "--data", str(data), "--team", "Second")
        self.process = None
        self.address = self._serve("127.0.0.1:0")

    def _serve(self, listen: str) -> str:
        """Starts the hub; answers its address once it listens."""
        arguments = [str(self.program), "serve", "--data", str(self.data), "--listen", listen]
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for line in self.process.stdout:
            if line.startswith(LISTENING):
                return line.removeprefix(LISTENING).strip()
        raise RuntimeError("the hub does not listen")

    def stop(self) -> None:
        """Ends the hub."""
        self.process.terminate()
        self.process.wait(PROGRAM_SECONDS)
        self.process.stdout.close()

    def put_back(self, backup: Path) -> None:
        """Puts a backup in the place of the hub's database and serves it at the same address."""
        self.stop()
        run(self.program, "restore", str(backup), "--replace", "--data", str(self.data))
        self._serve(self.address.removeprefix("http://"))

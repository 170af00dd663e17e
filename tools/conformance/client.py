#!/usr/bin/env python3
"""Speaks to a running hub beside a device of the built program, and compares what both hold.

Usage: client.py PROGRAMS HUB-ADDRESS HUB-DATA DIRECTORY
"""

import sys
import traceback
from pathlib import Path

import step_carrying
import step_comparing
import step_damage
import step_editing
import step_hub
import step_joining
import step_recovery
import step_administering
import step_texts
import step_variety
from device import Device
from hub import Hub
from programs import Administrator, Colleague
from world import Report, World

MODULES = (
    step_joining, step_editing, step_hub, step_carrying, step_variety, step_damage, step_recovery,
    step_comparing, step_administering, step_texts,
)


def made_world(programs: Path, address: str, data: Path, directory: Path) -> World:
    """A hub with one account that Anna made and shared with Pia."""
    administrator = Administrator(programs, data)
    anna = Colleague(programs, directory / "anna-laptop", "anna")
    anna.do("add", "account", "name=Kaarna Board Oyj")
    opportunity = anna.do(
        "add", "opportunity", "--in", "Kaarna", "name=Kemi uptime contract", "amount=1200000",
        "currency=EUR", "stage=solution_vision",
    )
    anna.do("enroll", address, "--invite", administrator.invite("anna"))
    anna.do("share", "Kaarna", "pia", "--role", "editor")
    anna.do("sync")
    account = anna.ask("show", f"opportunity/{opportunity}")["space"]
    hub = Hub(address)
    return World(
        Report(), programs, directory, hub, administrator, anna, Device(hub, "pia"), account,
        opportunity,
    )


def main(arguments: list[str]) -> int:
    """Runs all steps; answers the exit status."""
    programs, address, data, directory = arguments
    world = made_world(Path(programs), address, Path(data), Path(directory))
    for step in (step for module in MODULES for step in module.STEPS):
        try:
            step(world)
        except Exception as error:
            traceback.print_exc()
            world.report.check(f"the step {step.__name__} ends", False, error)
            break
    world.administrator.doctor()
    print(f"{world.report.checks} checks, {world.report.failures} failures")
    return 1 if world.report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

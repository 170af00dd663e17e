"""Enrolment, the first pull, and what the programs refuse."""

import secrets

from device import Device
from fieldbook_wire import hashes
from fieldbook_wire.model import TEXT, Value
from fieldbook_wire.requests import CheckedCursor, Request, encode_request
from fieldbook_wire.responses import ROLE_EDITOR, Rewound
from world import World

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
CODE_DIGITS, CHECK_DIGITS = 26, 6


def invented_invite() -> str:
    """An invite with a right checksum that nobody gave out."""
    code = "fbi_" + "".join(secrets.choice(BASE32) for _ in range(CODE_DIGITS))
    bits = int.from_bytes(hashes.sha256(code.encode("ascii"))[:4], "big") >> 2
    digits = (bits >> 5 * place & 31 for place in reversed(range(CHECK_DIGITS)))
    return code + "".join(BASE32[digit] for digit in digits)


def enrol(world: World) -> None:
    """Pia joins the team with an invite, which is used up then."""
    report, hub = world.report, world.hub
    report.equal("the hub speaks version 1", hub.health()["protocol"]["min"], 1)
    invite = world.administrator.invite("pia")
    checksum = int.from_bytes(hashes.sha256(invite[:-CHECK_DIGITS].encode("ascii"))[:4], "big") >> 2
    told = 0
    for digit in invite[-CHECK_DIGITS:]:
        told = told << 5 | BASE32.index(digit)
    report.equal("an invite's checksum is that of the page", told, checksum)
    unknown = invented_invite()
    report.refused(
        "an unknown invite is refused", "403 invite_unknown",
        lambda: world.pia.enroll(unknown, "pia-conformance"),
    )
    answer = world.pia.enroll(invite, "pia-conformance")
    report.equal("an invite admits its user", answer["user"], "pia")
    report.refused(
        "an invite is used up", "403 invite_used",
        lambda: Device(hub, "pia").enroll(invite, "another"),
    )
    report.refused(
        "another session is refused", "401 session_unknown",
        lambda: hub.sync("fbs_" + "a" * 52, encode_request(Request())),
    )


def pull(world: World) -> None:
    """Pia takes all changes in one by one, with chains, proofs and histories."""
    report, pia = world.report, world.pia
    pia.sync()
    world.anna.do("sync")
    pia.sync()
    space = world.space
    report.equal("the list gives the role", space.role, ROLE_EDITOR)
    report.check("the changes come one by one", bool(space.received) and not space.snapshots)
    report.equal("every change is proved", [each.unproved() for each in pia.listed], [set(), set()])
    report.check("the histories digest is there and fits", pia.digests > 0)
    access = hashes.derived_record(space.space, "access", [Value(TEXT, "anna")])
    report.check("an access record has its derived id", ("access", access) in space.state.records)
    world.check_same_state("after the first pull")


def refuse_messages(world: World) -> None:
    """The hub refuses what is no message of version 1."""
    report, hub, session = world.report, world.hub, world.pia.session
    frame = encode_request(world.pia.request([]))
    cases = [
        ("a damaged frame", "400 malformed_frame",
         lambda: hub.sync(session, b"\xf1\xeb\x01\x01\x01")),
        ("what is no frame", "400 malformed_frame", lambda: hub.sync(session, b'{"hello":1}')),
        ("another version in the header", "426 version_not_spoken",
         lambda: hub.sync(session, frame, version=2)),
        ("another version in the frame", "426 version_not_spoken",
         lambda: hub.sync(session, b"\xf1\xeb\x09\x01\x00\x03\x00")),
        ("another path", "404 not_found", lambda: hub.call("GET", "/v1/else")),
        ("another method", "405 wrong_method", lambda: hub.call("GET", "/v1/sync")),
    ]
    for what, code, action in cases:
        report.refused(f"{what} is refused", code, action)


def check_cursors(world: World) -> None:
    """A checked cursor tells whether the hub's history is still the one that the device knows."""
    pia, space = world.pia, world.space
    answers = []
    for prefix in (space.prefix, bytes(reversed(space.prefix))):
        cursor = CheckedCursor(space.ordinal, space.cursor, prefix)
        response = pia.send(Request(pia.list_version, (cursor,), is_packed=False))
        answers.append([type(update) for update in response.updates])
        world.report.equal(
            "a checked request is answered with the whole list", len(response.list or ()),
            len(pia.listed),
        )
    world.report.equal("a wrong history alone is rewound", answers, [[], [Rewound]])


STEPS = (enrol, pull, refuse_messages, check_cursors)


"""Ed25519 (RFC 8032, section 5.1) with Python's numbers: slow, and not safe against timing."""

import hashlib

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point = tuple[int, int, int, int]

NEUTRAL: Point = (0, 1, 1, 0)


def _add(left: Point, right: Point) -> Point:
    """The sum of two points in extended coordinates."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % PRIME
    b = (left[1] + left[0]) * (right[1] + right[0]) % PRIME
    c = 2 * left[3] * right[3] * CURVE % PRIME
    d = 2 * left[2] * right[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _multiply(factor: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _are_equal(left: Point, right: Point) -> bool:
    """Whether two points are one."""
    return (left[0] * right[2] - right[0] * left[2]) % PRIME == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % PRIME == 0


def _x_of(y: int, sign: int) -> int | None:
    """The x of a point with this y, if there is one."""
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    return x if x & 1 == sign else PRIME - x


BASE_Y = 4 * pow(5, -1, PRIME) % PRIME
BASE_X = _x_of(BASE_Y, 0)
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % PRIME)


def _encoded(point: Point) -> bytes:
    """The 32 bytes of a point."""
    inverse = pow(point[2], -1, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decoded(data: bytes) -> Point | None:
    """The point that 32 bytes name, if any."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = _x_of(y, sign) if y < PRIME else None
    return None if x is None else (x, y, 1, x * y % PRIME)


def _scalar(*parts: bytes) -> int:
    """SHA-512 of the parts as a number below the order."""
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def _expanded(seed: bytes) -> tuple[int, bytes]:
    """The secret scalar and the prefix that belong to a seed."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & (1 << 254) - 8 | 1 << 254, digest[32:]


def public_key(seed: bytes) -> bytes:
    """The public key of a private key's seed."""
    return _encoded(_multiply(_expanded(seed)[0], BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64 bytes of a signature."""
    scalar, prefix = _expanded(seed)
    nonce = _scalar(prefix, message)
    commitment = _encoded(_multiply(nonce, BASE))
    challenge = _scalar(commitment, public_key(seed), message)
    return commitment + ((nonce + challenge * scalar) % ORDER).to_bytes(32, "little")


def is_valid(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the message."""
    point, commitment = _decoded(key), _decoded(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if point is None or commitment is None or len(signature) != 64 or answer >= ORDER:
        return False
    challenge = _scalar(signature[:32], key, message)
    return _are_equal(_multiply(answer, BASE), _add(commitment, _multiply(challenge, point)))

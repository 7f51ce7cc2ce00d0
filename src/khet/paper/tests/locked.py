"""A page of nothing under a password: the smallest locked PDF (standard handler, revision 2), for tests."""

import hashlib

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = bytes(16)
_RIGHTS = -60


def a_locked_pdf(*, user: str = "", owner: str = "owner") -> bytes:
    """user: "" opens without asking but may not be changed; anything else asks for it."""
    padded = (user.encode() + _PAD)[:32]
    o = _rc4(hashlib.md5((owner.encode() + _PAD)[:32]).digest()[:5], padded)
    key = hashlib.md5(padded + o + _RIGHTS.to_bytes(4, "little", signed=True) + _ID).digest()[:5]
    u = _rc4(key, _PAD)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>" % (o.hex().encode(), u.hex().encode(), _RIGHTS),
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<%s> <%s>] >>" % (_ID.hex().encode(), _ID.hex().encode())
    head = b"xref\n0 5\n0000000000 65535 f \n"
    return out + head + table + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % len(out)


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)

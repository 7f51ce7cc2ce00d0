"""Keys of this package, all grown from seeds in the home folder or the environment."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from khet.kernel import environment

# Order of the P-256 group (FIPS 186-4, D.1.2.3): a private key is a number from 1 to order - 1.
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def seal(values: dict[str, str]) -> str:
    """Encrypt secret settings for the database; only this home folder's key opens them."""
    return _box().encrypt(json.dumps(values).encode()).decode() if values else ""


def unseal(sealed: str) -> dict[str, str]:
    """Secret settings in the clear; empty when there are none or the key is another one (restored without its home)."""
    if not sealed:
        return {}
    try:
        values: dict[str, str] = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        return {}
    return values


def vapid_key() -> ec.EllipticCurvePrivateKey:
    """The P-256 key that names this hub to push services (RFC 8292); the same as long as the home folder lives."""
    seed = environment.secret("KHET_VAPID_SEED").encode()
    wide = HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=b"khet vapid").derive(seed)
    return ec.derive_private_key(int.from_bytes(wide, "big") % (P256_ORDER - 1) + 1, ec.SECP256R1())


def vapid_public() -> str:
    """The public point in base64url, as PushManager.subscribe takes it."""
    point = (
        vapid_key().public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def digest(code: str) -> str:
    """A one-time code as it is kept."""
    key = environment.secret("KHET_NOTIFY_KEY").encode()
    return hashlib.blake2b(code.encode(), key=key[:64], digest_size=32).hexdigest()


def _box() -> Fernet:
    seed = environment.secret("KHET_NOTIFY_KEY").encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(seed).digest()))

"""Certificates for a broker on loopback, made for one test: its own authority, and the broker's key in one file."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificates(NamedTuple):
    """`authority`: whom clients trust (PEM); `broker`: key and certificates of the broker (PEM)."""

    authority: Path
    broker: Path


def certificates(folder: Path) -> Certificates:
    """Make them in `folder`; good for a day."""
    folder.mkdir(parents=True, exist_ok=True)
    issuer, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed("vroegsignaal test authority", issuer, None, issuer)
    broker = _signed("localhost", key, authority, issuer)
    found = Certificates(folder / "authority.pem", folder / "broker.pem")
    found.authority.write_bytes(_pem(authority))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    found.broker.write_bytes(private + _pem(broker) + _pem(authority))
    return found


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: x509.Certificate | None,
    issuer: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(issuer, hashes.SHA256())
    )


def _pem(one: x509.Certificate) -> bytes:
    return one.public_bytes(serialization.Encoding.PEM)

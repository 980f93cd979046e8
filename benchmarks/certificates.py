"""CPU per certificate, all in: facts, badge, token, PDF, signature, storage, record, log, audit, mail. Beside it the obvious way.

    python benchmarks/certificates.py [--count 200] [--rss 1000] [--naive 20]

Runs on a throw-away SQLite file (or DATABASE_URL). Times are process_time (CPU of this process), median per certificate.
The naive loop draws the same sheet with `HTML(string=…).write_pdf()` and signs with pyHanko's SimpleSigner as its guide shows.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="ready-room-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django  # noqa: E402

django.setup()


def rss() -> float:
    """MiB in use now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def people(count: int):
    from tests.factories.accounts import UserFactory
    from tests.factories.certificates import earn, version_with_credential

    version = version_with_credential()
    first = [
        "Ana",
        "Zoë",
        "Łukasz",
        "Siobhán",
        "José",
        "Müge",
        "Åsa",
        "Đorđe",
        "Çiğdem",
        "Ewa",
        "François",
        "Ólafur",
        "Jürgen",
        "Maria",
        "John",
        "Emily",
        "Rahul",
        "Wei",
    ]
    last = [
        "Nowak",
        "O’Brien",
        "García",
        "Müller",
        "Şahin",
        "Ångström",
        "Đukić",
        "Smith",
        "Dvořák",
        "Kovács",
        "Silva-Pereira",
        "Johansson",
        "Brown",
        "Iyer",
    ]
    for number in range(count):
        name = f"{first[number % len(first)]} {last[number % len(last)]}"
        yield earn(UserFactory(name=name), version)


def ours(count: int) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from certificates.credentials.making import make_credential
    from certificates.credentials.services import issue_if_eligible

    enrolments = list(people(count + 3))
    for enrolment in enrolments[:3]:  # warm: fonts, artwork, templates, keys
        make_credential(issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations").pk)
    plan, make, queries = [], [], []
    for enrolment in enrolments[3:]:
        start = time.process_time()
        credential = issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations")
        middle = time.process_time()
        make_credential(credential.pk)
        plan.append(middle - start)
        make.append(time.process_time() - middle)
    extra = next(people(1))
    with CaptureQueriesContext(connection) as caught:
        make_credential(issue_if_eligible(enrolment_id=extra.pk, slug="foundations").pk)
        queries.append(len(caught))
    return {
        "freeze facts, record, places (ms)": statistics.median(plan) * 1e3,
        "badge + token + PDF + signature + storage + record (ms)": statistics.median(make) * 1e3,
        "all in (ms)": statistics.median(a + b for a, b in zip(plan, make, strict=True)) * 1e3,
        "queries": queries[0],
    }


def drawing(count: int) -> dict[str, float]:
    """Only the PDF and its signature."""
    from certificates.credentials.making import sealer_of
    from certificates.credentials.printing import renderer_of, sheet_of
    from certificates.credentials.specimen import specimen_facts
    from certificates.designs.services import house_design
    from certificates.signing.services import signer_of
    from django.utils import timezone

    design, sealer, taken, size = house_design(), sealer_of(signer_of("pdf")), [], 0
    renderer = renderer_of(design)
    for number in range(count + 3):
        facts = specimen_facts(
            name=f"Łukasz O’Brien {number}",
            language="en",
            now=timezone.now(),
            partner="North",
            site="https://x.example",
            did="did:web:x.example",
            issuer="Ready Room",
        )
        sheet = sheet_of(facts, design=design)
        start = time.process_time()
        pdf = renderer.draw(sheet, badge=b"{}" * 1700, sealer=sealer)
        taken.append(time.process_time() - start)
        size = len(pdf)
    return {"PDF + signature alone (ms)": statistics.median(taken[3:]) * 1e3, "bytes": size}


def memory(count: int) -> dict[str, float]:
    from certificates.credentials.making import sealer_of
    from certificates.credentials.printing import renderer_of, sheet_of
    from certificates.credentials.specimen import specimen_facts
    from certificates.designs.services import house_design
    from certificates.signing.services import signer_of
    from django.utils import timezone

    design, sealer = house_design(), sealer_of(signer_of("pdf"))
    renderer = renderer_of(design)
    marks = []
    for number in range(count):
        facts = specimen_facts(
            name=f"Ana Nowak {number}",
            language="en",
            now=timezone.now(),
            partner="North",
            site="https://x.example",
            did="did:web:x.example",
            issuer="Ready Room",
        )
        renderer.draw(sheet_of(facts, design=design), badge=b"{}" * 1700, sealer=sealer)
        if number % 50 == 49:
            marks.append(rss())
    return {
        "RSS after 50 (MiB)": marks[0],
        f"RSS after {count} (MiB)": marks[-1],
        "growth (%)": (marks[-1] / marks[0] - 1) * 100,
    }


def naive(count: int) -> dict[str, float]:
    """The same page by the book: everything parsed, every drawing drawn, the key read, for each certificate."""
    from asn1crypto import keys, x509 as asn1_x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives import hashes
    from cryptography import x509
    from cryptography.x509.oid import NameOID
    from django.template import Context, Engine
    from django.utils import timezone
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore
    from weasyprint import HTML
    import datetime as dt
    import segno

    from certificates.credentials.printing import sheet_of
    from certificates.credentials.specimen import specimen_facts
    from certificates.designs.files import fonts_folder
    from certificates.designs.services import house_design

    key = rsa.generate_private_key(65537, 3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "naive")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=9))
        .sign(key, hashes.SHA256())
    )
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        cert_registry=SimpleCertificateStore(),
    )
    folder = ROOT / "content" / "designs" / "engraved"
    css = (folder / "certificate.css").read_text().replace("ACCENT", "#14524a")
    css = css.replace("rr-font:", fonts_folder().as_uri() + "/").replace(
        '"rr:frame"', f'"{(folder / "frame-a4.svg").as_uri()}"'
    )
    css = css.replace('"rr:', f'"{folder.as_uri()}/')
    template = (
        (folder / "certificate.html").read_text().replace("rr:seal.svg", (folder / "seal.svg").as_uri())
    )
    taken_draw, taken_sign = [], []
    for number in range(count):
        facts = specimen_facts(
            name=f"Łukasz O’Brien {number}",
            language="en",
            now=timezone.now(),
            partner="North",
            site="https://x.example",
            did="did:web:x.example",
            issuer="Ready Room",
        )
        sheet = sheet_of(facts, design=house_design())
        start = time.process_time()
        code = segno.make(sheet.url, error="m", micro=False).svg_data_uri(border=4)
        html = (
            Engine(autoescape=True)
            .from_string(template)
            .render(
                Context(
                    {
                        "sheet": sheet,
                        "wording": {},
                        "name": {
                            "lines": [sheet.holder],
                            "size": 40,
                            "stack": "'Besley Print', 'Besley Print X'",
                            "direction": "ltr",
                        },
                    }
                )
            )
            .replace("rr:qr", code)
        )
        page = f"<style>@page{{size:297mm 210mm;margin:0}}{css}</style>"
        pdf = HTML(string=html.replace("</head>", page + "</head>"), base_url=str(folder)).write_pdf(
            pdf_variant="pdf/ua-1"
        )
        middle = time.process_time()
        out = io.BytesIO()
        PdfSigner(PdfSignatureMetadata(field_name="Signature"), signer=signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out
        )
        taken_draw.append(middle - start)
        taken_sign.append(time.process_time() - middle)
    return {
        "naive WeasyPrint (ms)": statistics.median(taken_draw) * 1e3,
        "naive pyHanko, RSA-3072 (ms)": statistics.median(taken_sign) * 1e3,
        "naive, both (ms)": statistics.median(a + b for a, b in zip(taken_draw, taken_sign, strict=True))
        * 1e3,
    }


def main() -> None:
    import logging

    logging.disable(logging.CRITICAL)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rss", type=int, default=1000)
    parser.add_argument("--naive", type=int, default=20)
    options = parser.parse_args()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(
        f"Python {platform.python_version()} ({platform.python_compiler()}), load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    )
    for part in (
        ours(options.count),
        drawing(options.count),
        memory(options.rss) if options.rss else {},
        naive(options.naive) if options.naive else {},
    ):
        for label, value in part.items():
            print(f"{label:<62}{value:10.1f}")


if __name__ == "__main__":
    main()

"""CPU per certificate, all in: facts, badge, token, PDF, signature, storage, record, log, audit, mail. Beside it the obvious way.

    python benchmarks/certificates.py [--count 200] [--rss 1000] [--naive 20]
    pip install --target /tmp/typst typst && PYTHONPATH=/tmp/typst python benchmarks/certificates.py   # adds a typst render

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
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django  # noqa: E402
from ground import take_ground  # noqa: E402

take_ground()

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
    """As a batch issues: the gate asked once, the keys read once for each piece, mails left to the sweeper."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from certificates.credentials.making import make_held
    from certificates.credentials.services import issue_if_eligible
    from certificates.credentials.standing import Gates
    from certificates.signing.services import all_signers

    gates, signers = Gates(), all_signers()

    def planned(enrolment):
        return issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations", is_queued=False, gates=gates)

    def made(credential):
        make_held(credential, signers=signers, is_mail_queued=False)

    enrolments = list(people(count + 4))
    for enrolment in enrolments[:3]:  # warm: fonts, artwork, templates, keys
        made(planned(enrolment))
    plan, make = [], []
    for enrolment in enrolments[4:]:
        start = time.process_time()
        credential = planned(enrolment)
        middle = time.process_time()
        made(credential)
        plan.append(middle - start)
        make.append(time.process_time() - middle)
    with CaptureQueriesContext(connection) as caught:
        made(planned(enrolments[3]))
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return {
        "freeze facts, record, places (ms)": statistics.median(plan) * 1e3,
        "badge + token + PDF + signature + storage + record (ms)": statistics.median(make) * 1e3,
        "all in (ms)": statistics.median(a + b for a, b in zip(plan, make, strict=True)) * 1e3,
        "all in, fastest tenth (ms)": statistics.quantiles(
            [a + b for a, b in zip(plan, make, strict=True)], n=10
        )[0]
        * 1e3,
        "queries": sum(not query["sql"].startswith(control) for query in caught.captured_queries),
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


def typst_render(count: int) -> dict[str, float]:
    """An equal page by typst (frame, seal, watermark, QR code, names): drawing alone, no tags checked, no badge, no signature."""
    try:
        import typst
    except ImportError:
        return {"typst is not installed; see the head of this file": float("nan")}
    import segno
    from fontTools.ttLib import TTFont

    folder = Path(tempfile.mkdtemp(prefix="ready-room-typst-"))
    design = ROOT / "content" / "designs" / "engraved"
    for name in ("frame-a4.svg", "seal.svg", "watermark.svg", "mark.svg"):
        (folder / name).write_bytes((design / name).read_bytes())
    (folder / "fonts").mkdir()
    for name in ("besley-latin-400-normal", "besley-latin-ext-400-normal", "besley-latin-600-normal"):
        font = TTFont(ROOT / "static" / "fonts" / f"{name}.woff2")
        font.flavor = None  # typst reads no woff2
        font.save(folder / "fonts" / f"{name}.ttf")
    (folder / "page.typ").write_text(
        """
#set document(title: sys.inputs.name)
#set page(width: 297mm, height: 210mm, margin: 0mm, background: image("frame-a4.svg", width: 100%, height: 100%, alt: "Frame"))
#set text(font: "Besley", size: 10pt, lang: "en")
#place(dx: 112mm, dy: -21mm, image("watermark.svg", width: 210mm, alt: "Watermark"))
#place(dx: 32mm, dy: 31mm, text(14.5pt, weight: 600)[Ready Room])
#place(dx: 32mm, dy: 56mm, text(25pt, weight: 600)[Foundations: Meet and verify])
#place(dx: 32mm, dy: 78mm)[This certificate is awarded to]
#place(dx: 32mm, dy: 86mm, text(40pt, sys.inputs.name))
#place(dx: 32mm, dy: 106mm, box(width: 142mm)[The holder read modules 1 and 3, passed quiz 3, and passed one workplace simulation in which an AI avatar of a leader offered figures, some of which could be wrong.])
#place(dx: 32mm, dy: 143mm, grid(columns: 5, gutter: 6mm, [Issued \\ 24 November 2026], [Valid until \\ 23 November 2028], [Mode \\ Unsupervised], [Edition \\ 1.0.0], [Number \\ #sys.inputs.serial]))
#place(dx: 207mm, dy: 55mm, image("seal.svg", width: 58mm, alt: "Seal"))
#place(dx: 239mm, dy: 157mm, image(bytes(sys.inputs.qr), format: "svg", width: 26mm, alt: "QR code"))
""".replace("\\\\", "\\")
    )
    compiler = typst.Compiler(root=str(folder), font_paths=[str(folder / "fonts")])
    taken, size = [], 0
    for number in range(count + 3):
        start = time.process_time()
        serial = f"RR-2026-{number:05d}-BENCH"
        code = segno.make(f"HTTPS://X.EXAMPLE/V/{serial}", error="m", micro=False)
        out = io.BytesIO()
        code.save(out, kind="svg", border=4)
        inputs = {"name": f"Łukasz O’Brien {number}", "serial": serial, "qr": out.getvalue().decode()}
        made = compiler.compile(
            input=str(folder / "page.typ"), format="pdf", sys_inputs=inputs, pdf_standards="a-3a"
        )
        taken.append(time.process_time() - start)
        size = len(made)
    return {"typst, drawing alone (ms, all threads)": statistics.median(taken[3:]) * 1e3, "its bytes": size}


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
    for part in (
        ours(options.count),
        drawing(options.count),
        memory(options.rss) if options.rss else {},
        naive(options.naive) if options.naive else {},
        typst_render(options.naive) if options.naive else {},
    ):
        for label, value in part.items():
            print(f"{label:<62}{value:10.1f}", flush=True)


if __name__ == "__main__":
    main()

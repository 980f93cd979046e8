"""Checks PDFs with other people's tools: pyHanko against our root, qpdf, poppler's pdfsig, and a QR reader on the drawn page.

usage: python -m tests.independent.check_pdf FOLDER
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path


def run(*words: str) -> tuple[int, str]:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def by_pyhanko(path: Path, roots: list[Path]) -> tuple[bool, str]:
    """Specimens are signed by an authority of their own: there only `intact` is asked."""
    from pyhanko.keys import load_cert_from_pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trust = [load_cert_from_pemder(str(root)) for root in roots]
    with path.open("rb") as file:
        signature = PdfFileReader(file).embedded_signatures[0]
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=trust, allow_fetching=False))
    wanted = [status.intact, status.valid, status.docmdp_ok, status.coverage.name == "ENTIRE_FILE"]
    if path.name.startswith("issued"):
        wanted.append(status.trusted)
    if path.stem.endswith("stamped"):
        stamp = status.timestamp_validity
        wanted.append(stamp is not None and stamp.intact and stamp.valid)
    return all(wanted), f"intact={status.intact} trusted={status.trusted} {status.coverage.name}"


def by_pdfsig(path: Path) -> tuple[bool, str]:
    _code, said = run("pdfsig", "-nocert", str(path))
    good = "Signature is Valid" in said and "Total document signed" in said
    return good, " ".join(re.findall(r"(?:Signature Validation: .*|Total document signed)", said))


def by_qpdf(path: Path) -> tuple[bool, str]:
    code, said = run("qpdf", "--check", str(path))
    return code == 0, said.strip().splitlines()[-1] if code else "clean"


def by_camera(path: Path, folder: Path) -> tuple[bool, str]:
    import zxingcpp
    from PIL import Image

    target = folder / path.stem
    run("pdftoppm", "-r", "110", "-png", "-singlefile", str(path), str(target))
    with Image.open(f"{target}.png") as picture:
        found = [code.text for code in zxingcpp.read_barcodes(picture.convert("RGB"))]
    good = len(found) == 1 and re.fullmatch(r"HTTPS?://[A-Z0-9.:-]+/V/[A-Z2-7]{26}", found[0]) is not None
    return good, found[0] if found else "no code found"


def main() -> int:
    logging.disable(logging.CRITICAL)
    folder = Path(sys.argv[1])
    bad = 0
    for path in sorted(folder.glob("*.pdf")):
        for name, (good, said) in {
            "pyhanko": by_pyhanko(path, [folder / "root.pem"]),
            "pdfsig": by_pdfsig(path),
            "qpdf": by_qpdf(path),
            "qr": by_camera(path, folder),
        }.items():
            bad += not good
            print(f"{'PASS' if good else 'FAIL'} {name} {path.name} {said}")  # noqa: T201 - a script says what it found
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

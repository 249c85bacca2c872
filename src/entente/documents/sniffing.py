"""What kind of file is it, and what characters do its bytes mean: by content first, by suffix second."""

from __future__ import annotations

import codecs
import re

#: Bytes of a file that are looked at to tell its kind.
HEAD = 8192
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
#: Names that pages use for Windows-1252 (WHATWG Encoding Standard, section 4.2, "windows-1252" labels).
_WINDOWS_1252 = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "ansi", "windows-1252"})
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|p|h[1-6]|table|span|a|ul|ol|br|script)[\s/>]",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,40}):")
_MAIL_HEADERS = frozenset(
    {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "mime-version",
        "return-path",
        "delivered-to",
        "content-type",
    }
)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:[\w-]+[ \t]*:.*\r?\n|[ \t]+.*\r?\n|#.*\r?\n){1,60}?---[ \t]*(?:\r?\n|$)")
#: Bytes that no text holds: controls other than tab, line ends, form feed, escape.
_CONTROLS = bytes(set(range(32)) - {8, 9, 10, 11, 12, 13, 27, 28, 29, 30, 31, 26})
#: Starts of files that are known and not read: what they are, and what to do.
FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save it as DOCX or PDF"),
    (b"{\\rtf", "an RTF file", "save it as DOCX or plain text"),
    (b"\x89PNG", "a picture", ""), (b"\xff\xd8\xff", "a picture", ""), (b"GIF8", "a picture", ""),
    (b"%!PS", "a PostScript file", "convert it to PDF"),
    (b"7z\xbc\xaf", "an archive", "unpack it first"), (b"Rar!", "an archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first"), (b"\xfd7zXZ", "an xz archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it first"),
    (b"SQLite format 3", "a database", ""), (b"\x7fELF", "a program", ""),
    (b"PAR1", "a Parquet table", "export it as JSON Lines"),
)  # fmt: skip


def kind_of(head: bytes, suffix: str) -> str:
    """ "pdf", "zip", "gzip", "warc", "feed", "html", "mail", "items", "markdown", "text" or "" (none that is read).

    Args:
        head: the first bytes of the file, `HEAD` of them or all.
        suffix: of the file's name, lower case with its dot, as second opinion.
    """
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"WARC/"):
        return "warc"
    if any(head.startswith(start) for start, _, _ in FOREIGN):
        return ""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or utf16_without_mark(head)
    if not wide and is_binary(head):
        return ""
    return _kind_of_text(head, decode(head, cut_off=True), suffix)


def _kind_of_text(head: bytes, text: str, suffix: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{") and (suffix in {".jsonl", ".ndjson", ".json", ".jl"} or re.match(r'\{\s*"', start)):
        return "items"
    if suffix in {".jsonl", ".ndjson", ".jl"}:
        return "items"
    if start.startswith("<"):
        if _FEED.search(start.encode()) and not re.match(r"<!doctype html", start, re.IGNORECASE):
            return "feed"
        if _HTML.search(start.encode()):
            return "html"
        if start.startswith("<?xml"):
            return "feed" if suffix in {".rss", ".atom"} else ""
    if suffix in {".eml", ".mail"} or _is_mail(start):
        return "mail"
    if suffix in {".md", ".markdown"} or _FRONT_MATTER.match(start):
        return "markdown"
    if suffix in {".html", ".htm", ".xhtml"}:
        return "html"
    return "text" if suffix not in {".rss", ".atom", ".warc"} else ""


def _is_mail(start: str) -> bool:
    names = set()
    for number, line in enumerate(start.splitlines()[:60]):
        if not line or (number == 0 and not (line.startswith("From ") or _HEADER.match(line))):
            break
        if match := _HEADER.match(line):
            names.add(match[1].lower())
    return "from" in names and len(names & _MAIL_HEADERS) >= 3


def is_binary(head: bytes) -> bool:
    """True if the bytes are no text in any charset that keeps ASCII: NULs, or one control in fifty bytes."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.count(b"\x00") > len(head) // 500 or controls > max(2, len(head) // 50)


def utf16_without_mark(head: bytes) -> bool:
    """True if every second byte is NUL, as in English text in UTF-16 without byte order mark."""
    sample = head[:1000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return len(sample) >= 8 and max(even, odd) > 0.4 * len(sample) and min(even, odd) < 0.02 * len(sample)


def decode(data: bytes, declared: str = "", *, cut_off: bool = False) -> str:
    """The characters of `data`: byte order mark, UTF-8 if it fits, the declared charset, else the likeliest.

    Args:
        data: the bytes.
        declared: charset named beside the bytes (an HTTP header), may be empty.
        cut_off: True if `data` may end in the middle of a character.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    if utf16_without_mark(data):
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        decoder = codecs.getincrementaldecoder("utf-8")()
        return decoder.decode(data, final=not cut_off)
    except UnicodeDecodeError:
        return _decode_other(data, declared)


def _decode_other(data: bytes, declared: str) -> str:
    told = _DECLARED.search(data[:4096])
    for name in (declared, told[1].decode("ascii") if told else ""):
        if name.lower() in _WINDOWS_1252:
            return data.decode("cp1252", "replace")
        if name and name.lower() not in {"utf-8", "utf8"} and _is_charset(name):
            return data.decode(name, "replace")
    damaged = data.decode("utf-8", "replace")
    # Few faults in otherwise sound multi-byte UTF-8: a damaged or cut file, not another charset.
    if 0 < damaged.count("\ufffd") * 5 < sum(char > "\x7f" for char in damaged):
        return damaged
    sample = data[:65536]
    if len(sample) < 100 or sum(byte > 127 for byte in sample) < 0.15 * len(sample):
        # Western text has few letters beyond ASCII, too few to tell charsets apart: Windows-1252 is what it is in.
        return data.decode("cp1252", "replace")
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _is_charset(name: str) -> bool:
    try:
        # Codecs that turn bytes into bytes ("zlib", "hex") are no charsets.
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False

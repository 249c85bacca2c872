"""Files as bytes: pages, feeds, PDF, WARC, DOCX, e-mail, plain text and Markdown, JSON Lines, gzip."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

from fuzz import promises
from fuzz.doors import files
from fuzz.harness import Harness

_MARKUP = rb"<[^<>]{0,400}>?|&[#\w]{1,12};?|[\w-]+|\s+|."
_DAYS = (
    b"2024-06-18", b"18 June 2024", b"Published: 18th June 2024", b"06/07/2024",
    b"KYIV, March 3 (Reuters) \xe2\x80\x94",
)  # fmt: skip
_HTML = (
    b"<p>", b"</p>", b"<div>", b"</div>", b"<article>", b"<table><tr><td>", b"<br>", b"<script>", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<style>", b"<svg><title>", b"<math>", b"<template>", b"<a href='http://[x'>", b"<form>",
    b"<meta property='article:published_time' content='", b"<meta charset='utf-16'>", b"<html lang='",
    b"<base href='//'>", b"<link rel='canonical' href='",
    b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"", b"<time datetime='",
    b"<ul><li>", b"<h1>", b"<video>", b"<iframe>", b"<figcaption>", b"<nav><a>", b"&#0;", b"&#xD800;", b"&#1114112;",
    b"&lt;p&gt;", b"&nbsp;", b"<?xml version='1.0' encoding='x'?>", b"<!DOCTYPE html [<!ENTITY a 'b'>]>",
    b" class='related'", b" id='cookie'", b" style='display:none'", b"Also Read:", b"Sign in to continue reading",
    b"<p>" * 60, b"<div><span>" * 40, *_DAYS,
)  # fmt: skip
_FEED = (
    b"<item>", b"</item>", b"<entry>", b"<title>", b"</title>", b"<description>", b"<![CDATA[", b"]]>", b"<link>",
    b"<pubDate>", b"<updated>", b"<content type='xhtml'>", b"<content type='html'>", b"<media:content>", b"<rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<rdf:RDF>", b"<dc:date>", b"<itunes:duration>",
    b"<georss:point>", b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>", b"&b;",
    b"<!ENTITY x SYSTEM 'file:///etc/passwd'>", b"<?xml version='1.0' encoding='utf-16'?>",
    b"<source url='http://[x'>", b"xml:base='http://['", b"mode='base64'", b"Tue, 18 Jun 2024 10:00:00 GMT",
    b"2024-06-18T10:00:00Z", b"99:99:99", b"<title>" * 30, *_HTML[:14],
)  # fmt: skip
_PDF = (
    b"1 0 obj", b"endobj", b"<<", b">>", b"[", b"]", b"/Kids [2 0 R]", b"/Parent 1 0 R", b"/Count 999999999",
    b"/Length 0", b"/Length 999999999", b"/Filter /FlateDecode",
    b"/Filter [/ASCIIHexDecode /LZWDecode /RunLengthDecode]", b"/DecodeParms", b"/Filter /ASCII85Decode",
    b"/Predictor 15 /Columns 99999", b"/Type /XRef", b"/Type /ObjStm /N 9 /First 9", b"stream\n", b"\nendstream",
    b"xref", b"trailer", b"startxref", b"%%EOF", b"/Prev 0", b"/Encrypt 1 0 R", b"/Root 1 0 R", b"Tj", b"TJ", b"BT",
    b"ET", b"Tf", b"Td", b"T*", b"Do", b"q", b"Q", b"cm", b"/Subtype /Form", b"/XObject << /X 4 0 R >>",
    b"/ToUnicode", b"/Encoding /Identity-H", b"(\\377)", b"<FEFF>", b"/Info 1 0 R", b"/CreationDate (D:20240618)",
    b"true", b"null", b"R",
)  # fmt: skip
_WARC = (
    b"WARC/1.1\r\n", b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: ", b"Content-Length: 99999999999\r\n", b"-5\r\n",
    b"WARC-Type: response\r\n", b"WARC-Type: revisit\r\n", b"WARC-Target-URI: <http://[x>\r\n",
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 999999\r\n", b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n",
    b"ffffffff\r\n", b"0\r\n\r\n", b"Content-Type: text/html; charset=utf-7\r\n",
    b"Content-Type: text/html; charset=\r\n", b"Content-Encoding: br\r\n", b"WARC-Date: x\r\n", b": \r\n",
    b"\x1f\x8b\x08", *_HTML[:8],
)  # fmt: skip
_MAIL = (
    b"Subject: ", b"From: ", b"Date: ", b"MIME-Version: 1.0\n", b"Content-Type: multipart/mixed; boundary=x\n\n",
    b"--x\n", b"--x--\n", b"Content-Type: text/html; charset=utf-7\n\n",
    b"Content-Type: text/plain; charset=zlib\n\n", b"=?utf-8?q?=ff?=", b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n", b"=?x?b?YQ==?=", b"=3D", b"=\n",
    b"Content-Transfer-Encoding: uuencode\n", b"begin 666 x\n",
    b"Content-Disposition: attachment; filename*=utf-8''%ff\n", b"Content-Type: message/rfc822\n\n",
    b"Content-Type: multipart/encrypted\n", b"; boundary=", b"<a@b", b"@[127.0.0.1", b"(((",
    b"Tue, 31 Feb 2024 25:00:00 +9999\n", b"-- \n", b"> > ", b"\n ", *_HTML[:6], *_DAYS,
)  # fmt: skip
_PLAIN = (
    b"---\n", b"title: ", b"date: ", b"# ", b"## ", b"> ", b"* ", b"1. ", b"| a | b |\n|---|---|\n", b"[x](y)",
    b"![x](y)", b"**", b"__", b"`", b"```\n", b"\\*", b"[^1]", b"[x]: http://a\n", b"&amp;", b"<b>", b"===\n",
    b"By Anna Berg, Norland Post\n", b"Updated: 3 May 2021 at 10:30 GMT\n", b"(AP Photo/x)", b"More from the Post\n",
    b"All rights reserved", b"-\n", b"PUBLISHED ", b"10:30 pm EST", b"GENEVA (Reuters) - ", b"a" * 40 + b" ",
    b"(" * 30, b"A B C D " * 8, *_DAYS,
)  # fmt: skip
_JSON = (
    b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"true", b"1e999", b"-0", b"NaN", b'"id"', b'"text"',
    b'"title"', b'"published"', b'"outlet"', b'"url"', b"\\u0000", b"\\ud800", b"\\udfff", b"\\ud83d\\ude00",
    b"\\u202e", b"\\n", b"{}", b"[]", b'"2024-06-18"', b'"18 June 2024"', b"1" * 60, b"[" * 60, b'{"a":' * 60,
    b"\xef\xbb\xbf", b"\n", b'"id":{}', b'"text":1',
)  # fmt: skip
_MODULES = (
    "addresses", "cleaning", "dates", "feeds", "finishing", "items", "language", "lines", "mail", "marks", "markup",
    "page_dates", "pdf", "plain", "reading", "sniffing", "trimming", "warc", "web", "word",
)  # fmt: skip


def _trial(name: str, *, letter: bool = False) -> Callable[[], Callable[[bytes, bool], None]]:
    """Reads bytes as a file of that name; `letter`: as for `promises.sound`."""

    def make() -> Callable[[bytes, bool], None]:
        from entente.documents import read

        def trial(data: bytes, again: bool) -> None:
            results = read(data, name=name)
            promises.sound(results, letter=letter)
            if again:
                promises.same(results, read(data, name=name))

        return trial

    return make


def _docx(body: bytes) -> bytes:
    """A DOCX whose document is `body`, and after a NUL its properties."""
    words, _, properties = body.partition(b"\x00\x00")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.DOCX_PARTS:
            archive.writestr(name, text)
        archive.writestr("word/document.xml", words)
        archive.writestr("docProps/core.xml", properties or files.CORE)
    return out.getvalue()


def _packed(body: bytes) -> bytes:
    """Packed as often as the first byte says, and cut off where it is odd."""
    times = body[0] % 4 if body else 0
    data = body[1:]
    for _ in range(times):
        data = gzip.compress(data, 1, mtime=0)
    return data[:-7] if body[:1] > b"\xc0" else data


def _of(name: str, door: str, file: str, tokens: tuple[bytes, ...], parts: bytes, **more: object) -> Harness:
    letter = bool(more.pop("letter", False))
    modules = tuple(f"entente.documents.{module}" for module in _MODULES)
    seeds = getattr(files, name)
    return Harness(name, door, _trial(file, letter=letter), seeds, tokens, parts, modules=modules, **more)  # type: ignore[arg-type]


HARNESSES = (
    _of("html", "web pages", "x.html", _HTML, _MARKUP, longest=6000),
    _of("feeds", "RSS, Atom and RDF", "x.rss", _FEED, _MARKUP, longest=6000),
    _of("pdf", "PDF files", "x.pdf", _PDF, rb"\d+ \d+ (?:obj|R)|<<|>>|/\w+|\w+|\s+|.", longest=8000),
    _of("warc", "web archives", "x.warc", _WARC, rb"[^\r\n]*\r\n|<[^<>]{0,400}>?|\w+|\s+|.", longest=6000),
    _of("docx", "DOCX files, their XML", "x.docx", files.DOCX_TOKENS, _MARKUP, longest=8000, wrap=_docx),
    _of("archive", "DOCX files, their archive", "x.docx", (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06"),
        rb"PK..|[\w/.]+|.", longest=12_000),
    _of("mail", "e-mail", "x.eml", _MAIL, rb"[\w-]+: |--\w+|=\?[^?]*\?.\?[^?]*\?=|\w+|\n|\s+|."),
    _of("plain", "plain text, and any bytes at all", "x", _PLAIN, rb"\w+|\n|\s+|."),
    _of("markdown", "Markdown", "x.md", _PLAIN, rb"\w+|\n|\s+|."),
    _of("items", "JSON Lines", "x.jsonl", _JSON, rb'"(?:[^"\\]|\\.){0,400}"|[\w.+-]+|\s+|.', letter=True),
    _of("packed", "gzip, nested and cut off", "x.gz", (*_JSON[:20], *_PLAIN[:10]), rb"\w+|\s+|.", wrap=_packed,
        letter=True),
)  # fmt: skip

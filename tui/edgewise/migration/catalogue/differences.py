"""Differences between the two products that no setting removes. Each is declared, so that a proof can name it."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_N = Severity.NOTE
_LEFT = "Nothing to do for most sites."

DIFFERENCES = table(
    CatalogueEntry(
        "canonical-redirect-status", _N, "Redirects to a page's canonical address are 307 instead of 308",
        "Workers redirects /about.html to /about, and the like, as temporary. Browsers do the same with both; search "
        "engines take a permanent one as a stronger hint.",
        _LEFT,
        explains="status 308 becomes 307 on redirects that add or drop .html, index or a trailing slash",
    ),
    CatalogueEntry(
        "redirect-body", _N, "Redirects have no text",
        "Pages sends a line of text with a redirect from _redirects. Workers sends an empty body and no content type.",
        _LEFT,
        explains="body and content-type of answers with a 3xx status",
    ),
    CatalogueEntry(
        "etag-value", _N, "ETags have other values",
        "A cache asks for each file once more after the move. The local servers of wrangler hash files in two ways; "
        "what is uploaded is hashed alike for both products.",
        _LEFT,
        explains="the value of etag",
    ),
    CatalogueEntry(
        "not-found-cache-control", _N, "404 pages may be cached",
        "Pages sends cache-control: no-store with a 404 page. Workers sends what it sends with any file, or what a "
        "rule in _headers says.",
        "Check that no rule in _headers gives unknown paths a long life in caches.",
        explains="cache-control and etag of answers with status 404",
    ),
    CatalogueEntry(
        "empty-not-found", _N, "Unknown paths get an empty 404 without cache-control",
        "There is neither a 404 page nor an index.html. Both products answer with an empty 404 then; Pages adds "
        "cache-control: no-store, Workers adds what a rule for /* in _headers says.",
        "Add a 404.html if visitors can see it.",
        explains="cache-control and x-content-type-options of empty answers with status 404",
    ),
    CatalogueEntry(
        "javascript-content-type", _N, "JavaScript is text/javascript",
        "Pages says application/javascript, Workers text/javascript with a character set, as the standard asks.",
        _LEFT,
        explains="content-type of .js and .mjs files",
    ),
    CatalogueEntry(
        "unknown-content-type", _N, "Files of unknown type have no content type",
        "Pages says application/octet-stream, and Workers nothing, so that browsers guess.",
        "Up to twenty files without an extension get a rule in _headers; add one for others if their type matters.",
        explains="content-type of files without an extension that is known, and of refused methods on such files",
    ),
    CatalogueEntry(
        "index-canonical", _N, "Addresses that end in index or index.html are treated a little differently",
        "Pages redirects every address that ends in /index to its folder; Workers only when that is a page.",
        _LEFT,
        explains="status, location and body of requests whose last part is index, index.html or index/, and of .html "
        "addresses whose page lies elsewhere",
    ),
    CatalogueEntry(
        "encoded-path-redirect", _N, "Oddly encoded addresses are redirected to their usual form",
        "Workers sends a 307 to the canonical encoding of a path before it serves the file; Pages serves it at once.",
        _LEFT,
        explains="status 307 with a location that differs from the request only in percent-encoding or backslashes",
    ),
    CatalogueEntry(
        "spelling-follows-rules", _N, "Odd spellings of an address follow the redirects of its usual spelling",
        "Pages matches _redirects with the path as it is written, so //old or /%6Fld may reach a file where /old is "
        "sent elsewhere. A Worker gets a file by its usual path only, and the rule answers then.",
        _LEFT,
        explains="the answers to paths with doubled slashes or needless escapes whose usual spelling a rule of "
        "_redirects matches",
    ),
    CatalogueEntry(
        "double-slash", _N, "Addresses with doubled slashes are redirected",
        "Pages serves //about like /about. Workers redirects, or does not find it.",
        _LEFT,
        explains="status, location and body of requests with two slashes in a row",
    ),
    CatalogueEntry(
        "not-modified-headers", _N, "304 answers carry more headers",
        "Workers repeats content type and cache control in a 304 answer; Pages leaves them out.",
        _LEFT,
        explains="headers of answers with status 304",
    ),
    CatalogueEntry(
        "method-on-asset", _N, "POST and the like to a path without code are answered differently",
        "Pages says 405 to everything but GET and HEAD where no Function answers. Workers says 405 only where a file "
        "is, and lets the code answer elsewhere.",
        _LEFT,
        explains="status and body of requests with methods other than GET and HEAD that no Function handles",
    ),
    CatalogueEntry(
        "nosniff-without-body", _N, "Answers without a body carry headers of _headers",
        "Pages leaves x-content-type-options off redirects, 304 and 405 answers; a rule in _headers applies to them "
        "all. So does a rule that gives a file of unknown type its type back.",
        _LEFT,
        explains="x-content-type-options on answers with a 3xx or 405 status, and the type of such a file on a 405",
    ),
    CatalogueEntry(
        "redirect-slashes", _N, "Doubled slashes in the target of a redirect become one",
        "Workers collapses repeated slashes in targets of rules with a splat or a placeholder. Pages sends people to "
        "the target as it is written, or as the splat makes it.",
        _LEFT,
        explains="location and text of redirects whose target has two slashes in a row",
    ),
    CatalogueEntry(
        "image-guard", _N, "Image endpoints refuse addresses of other hosts",
        "In front of every Worker, requests to /_next/image with the address of another host, and to /_image with one "
        "that begins with two slashes, are answered with 403 unless the code sends an image.",
        "Nothing to do as long as the images are the site's own, or the endpoint sends images and nothing else.",
        explains="status, headers and body of such requests",
    ),
)  # fmt: skip

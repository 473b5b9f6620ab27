"""Texts that would break a page which does not escape them."""

from __future__ import annotations

HOSTILE = [
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    '"><svg onload=window.hacked=1>',
    "' onmouseover='window.hacked=1' x='",
    "\\1\\u003cscript\\u003e \\\\",
    "${window.hacked=1} `${1}`",
    "{{ 7*7 }} {% raw %} {# #}",
    "javascript:window.hacked=1",
    "\u202eesrever\u202c \u2066x\u2069 \u200b\ufeff",
    "\u2028\u2029\x00\x07\x1b[31m",
    "-->]]><!--<!-- <plaintext>",
    "&lt;b&gt; &amp;amp; &#x3c;",
    "__proto__",
    "constructor",
    "A" * 10_000,
    "<a href=//evil.example/x>点</a>",
    "@import url(https://evil.example/x.css)",
    "}</style><style>*{display:none}",
]

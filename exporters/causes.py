"""
Why a finding changed, in the reader's language.

The history holds causes in English, as they were written, for ever; here they are read back. A
problem of SNMP among them is one of the program's sentences.
"""

import re
from typing import Final

from exporters.sentences import said
from monitor.model.numbers import decimal_words

_DECIMAL: Final = re.compile(r"\d+\.\d+")
_FORMS: Final = tuple(
    (re.compile(form, re.DOTALL), told)
    for form, told in (
        (r"seen", "terlihat"),
        (r"note", "catatan"),
        (r"verified", "terverifikasi"),
        (r"rejected", "salah deteksi"),
        (r"(verified|rejected); it stays (\w+)", "{0}; keadaan tetap {1}"),
        (r"covered by the waiver (.+)", "dicakup surat izin {0}"),
        (r"the waiver (.+) ended on (\S+)", "surat izin {0} berakhir pada {1}"),
        (r"the waiver (.+) covers it no more", "surat izin {0} tidak lagi mencakupnya"),
        (r"part of the finding (\w+)", "bagian dari temuan {0}"),
        (r"no longer part of another finding", "bukan lagi bagian dari temuan lain"),
        (r"merged", "bagian dari temuan lain"),
        (r"back: recurring", "kembali: berulang"),
        (r"back, as (.+) rejected it", "kembali, seperti saat dinyatakan salah deteksi oleh {0}"),
        (
            r"seen in (\d+) of the last (\d+) polls, with proof",
            "terlihat pada {0} dari {1} pemeriksaan terakhir, dengan bukti",
        ),
        (r"strong signals, seen for (.+) in all", "tanda kuat, terlihat selama {0} seluruhnya"),
        (r"proof on (\d+) days of the last (.+)", "bukti pada {0} hari dalam {1} terakhir"),
        (r"seen on (\d+) days of the last (.+)", "terlihat pada {0} hari dalam {1} terakhir"),
        (r"not seen in (\d+) clean polls", "tidak terlihat dalam {0} pemeriksaan bersih"),
        (
            r"its rules are switched off, or not for this role",
            "aturannya dimatikan, atau tidak berlaku bagi peran perangkat ini",
        ),
        (r"what it was seen by could not be read", "yang memperlihatkannya tidak dapat dibaca"),
        (r"the device is not registered", "perangkat tidak terdaftar"),
        (r"([\d.]+) h", "{0} jam"),
        (r"([\d.]+) min", "{0} menit"),
        (r"([\d.]+) days", "{0} hari"),
        (r"suspected", "dalam pengamatan"),
        (r"open", "terbuka"),
        (r"exempt", "dikecualikan"),
        (r"resolved", "selesai"),
        (r"frozen: (.+)", "dibekukan: {0}"),
        (r"(.+), and never confirmed", "{0}, dan tidak pernah dipastikan"),
        (
            r"the evidence changed since (.+?) rejected it, (.+): (.+)",
            "bukti berubah sejak dinyatakan salah deteksi oleh {0}, {1}: {2}",
        ),
        (r"(the waiver .+ (?:ended on \S+|covers it no more)): (.+)", "{0}: {1}"),
    )
)


def cause_words(language: str, cause: str) -> str:
    """Say in a language why a finding changed."""
    if language == "en":
        return cause
    if _DECIMAL.fullmatch(cause):
        return decimal_words(language, cause)
    # The last forms are made of others, and the plain ones would swallow their colons.
    for form, told in reversed(_FORMS):
        match = form.fullmatch(cause)
        if match is not None:
            return told.format(*(cause_words(language, part) for part in match.groups()))
    return said(language, cause)

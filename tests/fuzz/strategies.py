"""Input that is nearly right: real octets with a few edits, which Hypothesis makes fewer."""

from collections.abc import Sequence

from hypothesis import strategies as st

_LENGTHS = (0x7F, 0x80, 0x81, 0x82, 0x84, 0xFF)
"""Where BER's lengths change their form."""
_SCALE = 10_000
_EDITS = st.sampled_from(["bit", "octet", "length", "cut", "drop", "double", "insert", "piece"])


@st.composite
def edited(draw: st.DrawFn, corpus: Sequence[bytes], pieces: Sequence[bytes] = ()) -> bytes:
    """Draw one of the corpus with up to eight edits: octets changed, cut, doubled or put in."""
    data = bytearray(draw(st.sampled_from(corpus)))
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, _SCALE)) * len(data) // _SCALE
        match draw(_EDITS):
            case "bit" if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "octet" if at < len(data):
                data[at] = draw(st.integers(0, 255))
            case "length" if at < len(data):
                data[at] = draw(st.sampled_from(_LENGTHS))
            case "cut":
                del data[at:]
            case "drop":
                del data[at : at + draw(st.integers(1, 64))]
            case "double":
                data[at:at] = data[at : at + draw(st.integers(1, 64))]
            case "insert":
                data[at:at] = draw(st.binary(min_size=1, max_size=64))
            case "piece" if pieces:
                data[at:at] = draw(st.sampled_from(pieces))
    return bytes(data)

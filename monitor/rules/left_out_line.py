"""
Other devices show a line or a port that the device itself leaves out.

Why it matters: whoever administers a router can take a line out of everything that its agent shows;
what he cannot edit is what the city's routers and the site's switches have learnt from it.
Lies when: a static route of the core is wrong or old; the other device's table is hours old, as ARP
tables may be; the agent does not know of ports that its own chip switches.
Clears when: the device shows it, or the others show it no more.

Strong are a default route and foreign networks that a core router sends to the device, which says
it sends them back or nowhere; a session with an address that it does not show; a port on which it
announces itself, numbered like those that it shows; frames from a port that it says has been down
for hours; and a MAC address from the middle of its own row. A foreign address that others have
resolved to it is a hint: it may answer for others.
"""

from collections.abc import Iterator
from itertools import islice

from monitor.listing import listed
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Interface
from monitor.model.outside import Omitted
from monitor.rule import Rule, Scene

_TOLD = 3
_HINTS = (Omitted.ADDRESS, Omitted.LATE_PORT)
_TEXTS = {
    Omitted.DEFAULT_ROUTE: Sentence(
        en="{observer} sends what is for anywhere ({value}) to it, and it shows no way but back",
        id="{observer} mengirim kepadanya trafik ke mana saja ({value}), dan yang tampak padanya"
        " hanya jalan kembali",
    ),
    Omitted.ROUTE: Sentence(
        en="{observer} reaches {value} over it, and it shows no way there",
        id="{observer} mencapai {value} melaluinya, dan jalan ke sana tidak tampak padanya",
    ),
    Omitted.SESSION_ADDRESS: Sentence(
        en="{observer} keeps a routing session with its address {value}, which it does not show",
        id="{observer} memiliki sesi routing dengan alamatnya {value}, yang tidak ditampilkannya",
    ),
    Omitted.ADDRESS: Sentence(
        en="{observer} has met it at {value}, which it does not show",
        id="{observer} menemukannya pada {value}, yang tidak ditampilkannya",
    ),
    Omitted.PORT: Sentence(
        en="{observer} hears it on its port {value}, which it does not show",
        id="{observer} mendengarnya pada portnya {value}, yang tidak ditampilkannya",
    ),
    Omitted.LIVE_PORT: Sentence(
        en="{observer} has frames from its port {value}, which it says is down",
        id="{observer} menerima frame dari portnya {value}, yang katanya mati",
    ),
    Omitted.LATE_PORT: Sentence(
        en="{observer} had frames from its port {value}, which it says is down now",
        id="{observer} menerima frame dari portnya {value}, yang katanya kini mati",
    ),
    Omitted.MAC: Sentence(
        en="{observer} has learnt {value}, of the middle of its own MAC addresses, and it shows no"
        " such port",
        id="{observer} mengenal {value}, di tengah deretan alamat MAC-nya sendiri, dan port itu"
        " tidak ditampilkannya",
    ),
}


def check(scene: Scene) -> Iterator[Signal]:
    """Yield one signal for each kind of thing that is left out."""
    if not scene.outside.omissions:
        return
    for what, omissions in scene.outside.by_what.items():
        first = omissions[0]
        values = dict.fromkeys(one.value for one in omissions)
        said = listed(islice(values, _TOLD), len(values))
        text = _TEXTS[what]
        yield RULE.on_device(
            scene.device,
            Strength.HINT if what in _HINTS else Strength.STRONG,
            Sentence(
                en=text.en.format(observer=first.observer, value=said.en),
                id=text.id.format(observer=first.observer, value=said.id),
            ),
            [one.seen for one in omissions],
            kind=FindingKind.TAMPERING,
            about=first.value,
        )


INDONESIAN = """
Perangkat lain menunjukkan saluran atau port yang tidak ditampilkan oleh perangkat itu sendiri.

Mengapa penting: siapa yang mengelola sebuah router dapat mengeluarkan satu saluran dari semua yang
ditampilkan agennya; yang tidak dapat diubahnya adalah apa yang telah dikenal darinya oleh router
kota dan switch di lokasi itu.
Bisa keliru bila: rute statis pada router inti salah atau usang; tabel perangkat lain sudah
berjam-jam, seperti tabel ARP; agen tidak mengenal port yang dihubungkan oleh chip-nya sendiri.
Selesai bila: perangkat menampilkannya, atau perangkat lain tidak lagi menunjukkannya.
"""

RULE = Rule(
    id="left-out-line",
    number=31,
    family=Family.LIFECYCLE,
    needs=(Interface,),
    check=check,
)

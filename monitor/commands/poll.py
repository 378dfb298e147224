"""`opd-monitor poll`: ask one device once, the way the daemon does, and show what it said."""

import time

from monitor.asking import EVERY_KIND, kinds_for
from monitor.commands.common import AsJson, Config
from monitor.commands.shown import judged, progress, show
from monitor.commands.target import (
    Auth,
    AuthSecret,
    CommunityOption,
    Context,
    Options,
    Priv,
    PrivSecret,
    Profile,
    UserOption,
    Version,
    Where,
    ask,
    asked,
)
from monitor.commands.tongue import Lang
from monitor.model.observation import Snapshot
from monitor.model.reading import Pace
from monitor.poller import PollRequest, poll
from monitor.reading import Limits
from monitor.snmp.session import Session
from monitor.vlans import InVlan

NAME = "poll"


def main(
    device: Where,
    *,
    config: Config = None,
    profile: Profile = None,
    version: Version = None,
    community: CommunityOption = None,
    user: UserOption = None,
    auth: Auth = None,
    auth_secret: AuthSecret = None,
    priv: Priv = None,
    priv_secret: PrivSecret = None,
    context: Context = None,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """Ask a device for everything once and print what it said and what is made of it."""
    options = Options(
        profile, version, community, user, auth, auth_secret, priv, priv_secret, context
    )
    found = asked(device, config, options)
    with progress() as tell:

        async def work(session: Session, in_vlan: InVlan) -> Snapshot:
            request = PollRequest(
                device=found.device.name,
                address=found.device.address,
                pace=Pace.SLOW,
                kinds=kinds_for(EVERY_KIND),
                limits=Limits(found.limits.rows_per_table),
            )
            return await poll(session, request, time.time, tell, in_vlan)

        snapshot = ask(found, work, found.budget())
    judgement = judged(snapshot, found.device, found.registry, found.policy)
    show(snapshot, judgement, found.registry, found.zone, as_json=as_json)

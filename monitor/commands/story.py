"""`opd-monitor findings show ID`: a finding's whole story."""

from exporters.api import finding_json, transition_json, weighing_json
from exporters.terminal_finding import print_story
from exporters.words import LANGUAGES
from monitor.commands.common import AsJson, Config, console, print_json
from monitor.commands.remembered import (
    StorePath,
    Wanted,
    known_now,
    meant,
    opened,
    path_of,
    settings_of,
    zone_of,
)
from monitor.commands.tongue import Lang, language
from monitor.confidence import weighed
from monitor.model.policy import Policy
from monitor.rules import explanation, rules
from monitor.store.sqlite import Store
from monitor.story import known_rules, story_of


def show(
    wanted: Wanted,
    config: Config = None,
    store: StorePath = None,
    *,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """Tell a finding's story: what, since when, how sure and why, what clears it, its history."""
    settings = settings_of(config, store)
    policy = settings.policy if settings else Policy()
    path = path_of(store, settings)
    with opened(Store(path, read_only=True)) as reader:
        known = known_now(reader.load(), path)
        finding = meant(known.findings, wanted)
        history = reader.history(finding.key)
    known.warn()
    weighing = weighed(finding.case.signals, policy)
    if as_json:
        print_json(
            {
                "is_live": known.is_live,
                **finding_json(finding),
                "reckoning": weighing_json(weighing),
                "rules": [_in_both(rule) for rule in known_rules(finding)],
                "history": [transition_json(told) for told in history],
            }
        )
        return
    story = story_of(finding, history, policy, zone_of(settings), language(), is_live=known.is_live)
    print_story(console(), story, language())


def _in_both(rule: str) -> dict[str, object]:
    told = {code: explanation(rules()[rule], code) for code in LANGUAGES}
    return {
        "rule": rule,
        "clears": {code: one.clears for code, one in told.items()},
        "lies": {code: one.lies for code, one in told.items()},
    }

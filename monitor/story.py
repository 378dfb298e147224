"""A finding's story put together: its history, the reckoning, what its rules say of themselves."""

from collections.abc import Sequence
from datetime import tzinfo

from exporters.story import RuleStory, Story
from monitor.confidence import weighed
from monitor.mibs import column_of
from monitor.model.finding import Finding, Transition
from monitor.model.policy import Policy
from monitor.rules import explanation, rules


def story_of(
    finding: Finding,
    history: Sequence[Transition],
    policy: Policy,
    zone: tzinfo,
    language: str,
    *,
    is_live: bool = True,
) -> Story:
    """Put together all there is to tell of a finding in a language; see `Story` for `is_live`."""
    explained = {rule: explanation(rules()[rule], language) for rule in known_rules(finding)}
    told = tuple(RuleStory(rule, one.clears, one.lies) for rule, one in explained.items())
    weighing = weighed(finding.case.signals, policy)
    return Story(finding, history, weighing, told, policy, zone, column_of, is_live)


def known_rules(finding: Finding) -> list[str]:
    """List the rules that spoke and that this version still has, in the order they spoke."""
    spoke = dict.fromkeys(signal.rule for signal in finding.case.signals)
    return [rule for rule in spoke if rule in rules()]

"""
How metrics are chosen and joined.

Every query is of one daemon, that of the variables `job` and `instance`. Names are joined from
`_info` series. A join drops what has no partner, and the series that names a thing may be left out
of a page that is too large; so the partner is made whole first, by what is never left out. And a
join fails where two partners fit: what devices say may come twice, so one is taken.
"""

HERE = 'job="$job", instance="$instance"'
SAID = 'state=~"open|verified"'
OBLIGED = 'obliged="true"'
AGENCY = 'agency="$agency"'
DEVICE = 'device="$device"'

FINDING = "instance, agency, site, device, subject, kind"
SITE = "instance, agency, site"


def of(metric: str, *matchers: str) -> str:
    """Select a metric of the daemon that is looked at."""
    return f"{metric}{{{', '.join((HERE, *matchers))}}}"


def copied(series: str, label: str, source: str) -> str:
    """Copy a label of some series to another one."""
    return f'label_replace({series}, "{label}", "$1", "{source}", "(.*)")'


def joined(series: str, on: str, bring: str, partner: str) -> str:
    """Bring labels from the one partner that agrees in the labels `on`."""
    return f"{series} * on ({on}) group_left ({bring}) {partner}"


def one_of(series: str, by: str) -> str:
    """Keep one series of those that agree in the labels `by`."""
    return f"topk by ({by}) (1, {series})"


def as_ones(by: str, series: str) -> str:
    """Make each group of series a single one with the value 1."""
    return f"group by ({by}) ({series})"


def or_zero(series: str, witness: str) -> str:
    """Add zero where there is no series, but only while the witness is there to say so."""
    return f"({series} or 0 * sum({witness}))"


def rounded_down(ratio: str) -> str:
    """Cut a ratio after a tenth of a percent, so that only all is 100 %."""
    return f"floor(1000 * {ratio}) / 1000"


def moments(times: str) -> str:
    """Make Unix time what Grafana shows as a date: milliseconds."""
    return f"1000 * {times}"


def with_agency(series: str, bring: str = "agency_name") -> str:
    """Bring the agency's name, or `obliged` and `kind` too."""
    names = copied(of("opd_agency_info"), "agency_name", "name")
    return joined(series, "instance, agency", bring, names)


def with_site(series: str) -> str:
    """Bring the site's name; its code where the page had no room for names."""
    names = copied(of("opd_site_info"), "site_name", "name")
    codes = copied(of("opd_site_coverage_ratio"), "site_name", "site")
    known = as_ones(f"{SITE}, site_name", f"{names} or on ({SITE}) {codes}")
    return joined(series, SITE, "site_name", known)

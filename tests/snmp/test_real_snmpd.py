"""Against Debian's snmpd: the same values as snmpbulkwalk, over versions 2c and 3."""

from collections.abc import Iterator

import pytest

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp import errors, values
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid, decode_index, parse_oid
from monitor.snmp.session import Community, Target, User
from monitor.snmp.values import Wire
from monitor.snmp.walks import Walk
from tests.snmp.real_snmpd import AUTH, AVAILABLE, COMMUNITY, USER, as_bulkwalk, bulkwalk, running
from tests.snmp.snmp_lab import Lab

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="needs the packages snmpd and snmp")

# What stands still while two programs look: system without uptime, interfaces' names and types,
# the access control tables.
ROOTS = ("1.3.6.1.2.1.1.9.1", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.3", "1.3.6.1.6.3.16.1")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run snmpd on a free port of loopback."""
    with running(tmp_path_factory.mktemp("snmpd")) as port:
        yield port


@pytest.mark.parametrize("credentials", [COMMUNITY, USER], ids=["v2c", "v3"])
def test_a_walk_is_value_for_value_what_snmpbulkwalk_shows(
    lab: Lab, port: int, credentials: Community | User
) -> None:
    async def work() -> Walk:
        async with lab.client() as client:
            session = client.session(Target("127.0.0.1", credentials, port))
            return await session.walk([parse_oid(root) for root in ROOTS])

    walk = lab.run(work())
    assert walk.status is TableStatus.COMPLETE
    for root, cells in zip(ROOTS, walk.columns, strict=True):
        ours = {
            (*parse_oid(root), *decode_index(suffix)): as_bulkwalk(wire)
            for suffix, wire in cells.items()
        }
        assert ours
        assert ours == bulkwalk(port, credentials, root)


@pytest.mark.parametrize("credentials", [COMMUNITY, USER], ids=["v2c", "v3"])
def test_get_reads_single_values(lab: Lab, port: int, credentials: Community | User) -> None:
    name, location = (1, 3, 6, 1, 2, 1, 1, 5, 0), (1, 3, 6, 1, 2, 1, 1, 6, 0)

    async def work() -> dict[Oid, Wire]:
        async with lab.client() as client:
            session = client.session(Target("127.0.0.1", credentials, port))
            return await session.get([name, location, (1, 3, 6, 1, 2, 1, 99, 1)])

    found = {oid: values.as_octets(wire) for oid, wire in lab.run(work()).items()}
    assert found == {name: b"dukcapil", location: b"Kantor"}


@pytest.mark.parametrize(
    ("user", "error"),
    [
        (User("nobody"), errors.UnknownUserError),
        (
            User("monitor", AuthProtocol.SHA_256, Secret("not-the-password")),
            errors.WrongDigestError,
        ),
        (
            User(
                "monitor",
                AuthProtocol.SHA_256,
                Secret(AUTH),
                PrivProtocol.AES_128,
                Secret("not-the-password"),
            ),
            (errors.DecryptionError, errors.NoAnswerError),
        ),
    ],
)
def test_snmpd_and_we_agree_on_what_is_wrong(
    lab: Lab, port: int, user: User, error: type[SnmpError] | tuple[type[SnmpError], ...]
) -> None:
    async def work() -> None:
        async with lab.client() as client:
            target = Target("127.0.0.1", user, port, timeout_s=0.5, retries=0)
            await client.session(target).get([(1, 3, 6, 1, 2, 1, 1, 5, 0)])

    with pytest.raises(error):
        lab.run(work())

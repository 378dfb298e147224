"""
vmwVmTable (VMWARE-VMINFO-MIB): virtual machines registered on an ESXi host.

The index may change when the host restarts. vmwVmState is a text, `powered on` or `poweredOn`.
"""

from collections.abc import Iterator

from monitor.model.service import VirtualMachine
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[VirtualMachine]:
    """Yield the machine."""
    state = row.opt_text(6)
    words = None if state is None else "".join(state.casefold().split())
    yield VirtualMachine(
        index=row.cursor().integer(),
        name=row.opt_text(2),
        is_on=None if words is None else words == "poweredon",
    )


TABLE = Table(
    name="vmwVmTable",
    entry=(1, 3, 6, 1, 4, 1, 6876, 2, 1, 1),
    columns={2: "vmwVmDisplayName", 6: "vmwVmState"},
    kind=VirtualMachine,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 6876),),
)

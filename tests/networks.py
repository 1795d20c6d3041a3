"""Machines that are none: network namespaces joined by a bridge in one more, each with an address and a host name.

Needs root. The addresses are public ones (AMPRNet's test range), since sources on private networks are not polled; they
exist in these namespaces and nowhere else.
"""

import os
import secrets
import shutil
import subprocess


def missing() -> str:
    """Why there can be none here; "" where there can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not shutil.which("ip") or not shutil.which("unshare"):
        return "network namespaces need ip (iproute2) and unshare (util-linux)"
    name = f"owr{secrets.token_hex(2)}x"
    done = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if done.returncode:
        return f"network namespaces are not allowed here: {done.stderr.decode().strip()}"
    _ip("netns", "del", name)
    return ""


class Network:
    """Machines by name; a context. This process is on it too, as ``.1``."""

    def __init__(self) -> None:
        self.id = f"owr{secrets.token_hex(2)}"
        self._net = f"44.128.{secrets.randbelow(250) + 1}"
        self._machines: dict[str, int] = {}

    def __enter__(self):
        _ip("netns", "add", self.id)
        _ip("-n", self.id, "link", "add", "br0", "type", "bridge")
        _ip("-n", self.id, "link", "set", "br0", "up")
        self._plug(1, None)
        return self

    def __exit__(self, *_):
        subprocess.run(["ip", "link", "del", self._here], capture_output=True, check=False)
        for name in (*(f"{self.id}-{m}" for m in self._machines), self.id):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)

    def add(self, machine: str) -> str:
        """A new machine on the network; its address."""
        number = 10 + len(self._machines)
        self._machines[machine] = number
        _ip("netns", "add", f"{self.id}-{machine}")
        _ip("-n", f"{self.id}-{machine}", "link", "set", "lo", "up")
        self._plug(number, f"{self.id}-{machine}")
        return self.address(machine)

    def address(self, machine: str) -> str:
        return f"{self._net}.{self._machines[machine]}"

    def inside(self, machine: str) -> tuple[str, ...]:
        """What stands before a command to run it on the machine; the process is the command's own."""
        rename = 'hostname "$0"; exec "$@"'
        return ("ip", "netns", "exec", f"{self.id}-{machine}", "unshare", "-u", "sh", "-c", rename, machine)

    def cut(self, machine: str) -> None:
        """Pull the machine's cable."""
        _ip("-n", self.id, "link", "set", f"p{self._machines[machine]}", "down")

    def heal(self, machine: str) -> None:
        _ip("-n", self.id, "link", "set", f"p{self._machines[machine]}", "up")

    @property
    def _here(self) -> str:
        return f"{self.id}v"

    def _plug(self, number: int, space: str | None) -> None:
        """A cable from the bridge to a machine, or to this process."""
        inner = "eth0" if space else self._here
        where = ("netns", space) if space else ("netns", str(os.getpid()))
        _ip("-n", self.id, "link", "add", f"p{number}", "type", "veth", "peer", "name", inner, *where)
        _ip("-n", self.id, "link", "set", f"p{number}", "master", "br0")
        _ip("-n", self.id, "link", "set", f"p{number}", "up")
        at = ("-n", space) if space else ()
        _ip(*at, "addr", "add", f"{self._net}.{number}/24", "dev", inner)
        _ip(*at, "link", "set", inner, "up")


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr.decode()}"

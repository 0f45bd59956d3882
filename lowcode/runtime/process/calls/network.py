"""Which addresses may be reached. A name is resolved once, looked at, and then the number is what is connected to.

So a name cannot lead inside by changing between the look and the connection.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TypeAlias

from lowcode.runtime.process.outgoing import DeliveryError

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that gateways turn into the IPv4 address of their last four bytes."""

_SECRETS = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "fd00:ec2::254")))
"""Where clouds keep their secrets outside the link-local networks: Alibaba's, Amazon's over IPv6."""


@dataclass(frozen=True, slots=True)
class Network:
    """What a connection may reach: `PUBLIC` the internet only, `PRIVATE` the own network and machine too."""

    allows_private: bool

    def addresses(self, host: str, port: int) -> list[str]:
        """The numbers of a host, all of which may be reached; else it cannot be sent at all."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise DeliveryError(f"the host {host} is not known", is_outage=True) from error
        numbers = list(dict.fromkeys(str(each[4][0]) for each in found))
        for number in numbers:
            if not self.allows(ipaddress.ip_address(number.partition("%")[0])):
                raise DeliveryError(
                    f"{host} leads to {number}, which connections must not reach"
                    + ("" if self.allows_private else " unless they say `network private`"),
                    is_final=True,
                )
        return numbers

    def allows(self, address: IPAddress) -> bool:
        """Whether the address may be reached. Link-local ones, where clouds keep their secrets, never."""
        for each in _faces(address):
            is_reserved = each.is_reserved and not each.is_loopback
            if each.is_link_local or each.is_multicast or each.is_unspecified or is_reserved or each in _SECRETS:
                return False
            if not each.is_global and not self.allows_private:
                return False
        return True


PUBLIC = Network(allows_private=False)
PRIVATE = Network(allows_private=True)


def _faces(address: IPAddress) -> list[IPAddress]:
    """The address, or the IPv4 address that is hidden in it and that packets would go to."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address, address.sixtofour]
    if address.teredo is not None:
        return [address, *address.teredo]
    if address in _TRANSLATED:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]

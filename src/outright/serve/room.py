"""How many connections the machine allows this process: asked for as many as are wanted, and no more promised."""

from __future__ import annotations

import dataclasses

from outright.serve.limits import Limits

BESIDE = 1024
"""Open files beside the listeners: readers of pages, the night file, the rest of the process."""


def room_for(limits: Limits) -> Limits:
    """The limits that this machine has room for; raises the process's own mark on open files where it may."""
    try:
        import resource
    except ImportError:  # a machine without such marks
        return limits
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.listeners + BESIDE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return limits
    return dataclasses.replace(
        limits, listeners=max(1, min(soft - BESIDE, limits.listeners) if soft > 2 * BESIDE else soft // 2)
    )

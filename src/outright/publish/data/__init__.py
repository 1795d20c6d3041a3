"""The night as data: documents, tables and their description, for machines.

`shelf.data` is the shelf of a tree; each document is made by a pure function of the bulletin (`race.latest`,
`race.snapshot`, `timeline.timeline`, `places.units`, `sections.methods` and others, `night.index`, `night.meta`) as a
frozen value whose type describes it, and `encode` makes its bytes. `openapi.openapi` describes all of them.
"""

from outright.publish.data.part import encode as encode

"""The bytes of an answer as they come in: counted, unpacked and bounded piece by piece.

The same bounds as for files on disk (200 to 1 above 10 MB), so that a small answer cannot become a large
one in memory.
"""

from __future__ import annotations

import zlib

from outright.archive.fetch_errors import CutShort, OddAnswer, TooLarge

RATIO = 200
RATIO_FROM = 10 * 2**20
_PIECE = 2**20
_PLAIN = ("", "identity")
_GZIP = ("gzip", "x-gzip")


class Intake:
    """Takes pieces off the wire and gives the whole body, or says what is wrong with it.

    ``largest`` bounds both the bytes sent and the bytes unpacked. With ``cut`` the rest is dropped
    instead (an error page need not be whole). ``where`` is the address for messages.
    """

    def __init__(self, encoding: str, largest: int, where: str, *, cut: bool = False) -> None:
        self._gzip = encoding.strip().lower() in _GZIP
        if not cut and not self._gzip and encoding.strip().lower() not in _PLAIN:
            raise OddAnswer(f"The answer is packed as {encoding[:20]!a}, which was not asked for", where=where)
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._largest, self._where, self._cut = largest, where, cut
        self._pieces: list[bytes] = []
        self._declared: int | None = None
        self.sent = 0
        self.size = 0

    @property
    def full(self) -> bool:
        """Nothing more is wanted: the bound of a cut body is reached."""
        return self._cut and self.size >= self._largest

    def expect(self, declared: str | None) -> None:
        """The length that the site declares; `TooLarge` at once when it is over the bound."""
        if declared is not None and declared.isascii() and declared.isdigit():
            self._declared = int(declared[:15])
            if self._declared > self._largest and not self._cut:
                raise TooLarge(f"The site announces {self._declared / 2**20:,.0f} MB", where=self._where)

    def take(self, piece: bytes) -> None:
        """One piece as it came; `TooLarge` and `CutShort` as soon as they are certain."""
        self.sent += len(piece)
        if self.sent > self._largest and not self._cut:
            raise TooLarge(f"The answer is larger than {self._largest / 2**20:,.0f} MB", where=self._where)
        if not self._gzip:
            self._add(piece)
            return
        try:
            self._inflate(piece)
        except zlib.error as error:
            if self._cut:
                return
            raise CutShort(f"The packed answer is damaged: {error}", where=self._where) from None

    def _inflate(self, piece: bytes) -> None:
        while piece and not self.full:
            if self._inflater.eof:  # a gzip file may have several members, one after the other
                self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
            self._add(self._inflater.decompress(piece, _PIECE))
            piece = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail

    def _add(self, plain: bytes) -> None:
        self.size += len(plain)
        bomb = self.size > RATIO_FROM and self.size > RATIO * self.sent
        if not self._cut and (self.size > self._largest or bomb):
            raise TooLarge(
                f"The answer unpacks to more than {self.size // 2**20} MB from {self.sent:,} bytes", where=self._where
            )
        self._pieces.append(plain)

    def whole(self) -> bytes:
        """The body; `CutShort` when it has not the declared length or its packing has no end."""
        if self._cut:
            return b"".join(self._pieces)[: self._largest]
        if self._declared is not None and self._declared != self.sent:
            raise CutShort(f"{self.sent:,} bytes came of {self._declared:,}: cut on the way", where=self._where)
        if self._gzip and self.sent and not self._inflater.eof:
            raise CutShort("The packed answer has no end: cut on the way", where=self._where)
        return b"".join(self._pieces)

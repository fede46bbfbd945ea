"""Made leaflets kept for a while: as many bytes as allowed, the longest unused go first."""

from __future__ import annotations

from collections import OrderedDict

from generator.service.work import Made


class Cache:
    """Leaflets by the digest of what they are made from. A notice of what differs is never needed: another digest."""

    def __init__(self, most: int) -> None:
        """Take the bytes that may be kept; 0 keeps nothing."""
        self._most = most
        self._kept: OrderedDict[str, Made] = OrderedDict()
        self.size = 0
        """Bytes kept now."""

    def get(self, key: str) -> Made | None:
        """Return what is kept under a key, or None."""
        made = self._kept.get(key)
        if made is not None:
            self._kept.move_to_end(key)
        return made

    def put(self, key: str, made: Made) -> None:
        """Keep a leaflet; one that would take more than an eighth of all room is not worth it."""
        size = sum(map(len, made.files))
        if size > self._most // 8 or key in self._kept:
            return
        self._kept[key] = made
        self.size += size
        while self.size > self._most:
            _, gone = self._kept.popitem(last=False)
            self.size -= sum(map(len, gone.files))

    def __len__(self) -> int:
        """Return how many leaflets are kept."""
        return len(self._kept)

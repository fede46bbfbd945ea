"""Numbers of sections and sources, and evidence: given once in reading order, the same on every paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.model.content import EVIDENCE, Block, Kind, Topic


class Numbers:
    """The numbers of a topic's blocks.

    Attributes:
        of: a block's own number, by its id.
        cited: the number of each source, by its key.
        evidence: a block's evidence, its own or that of the block around it, by its id.
    """

    def __init__(self, topic: Topic, kinds: Mapping[str, Kind]) -> None:
        """Number the blocks of a topic."""
        self.kinds = kinds
        self.of: dict[int, int] = {}
        self.cited: dict[str, int] = {}
        self.evidence: dict[int, str] = {}
        self.copies: list[Block] = []
        self._number(topic.blocks, "")

    def hand_on(self, block: Block, copy: Block) -> Block:
        """Return a copy of a block, which now has the block's number and evidence."""
        self.copies.append(copy)  # kept, so that no other block is ever given its id
        self.evidence[id(copy)] = self.evidence[id(block)]
        if id(block) in self.of:
            self.of[id(copy)] = self.of[id(block)]
        return copy

    def _number(self, blocks: tuple[Block, ...], evidence: str) -> None:
        """Give numbers to sections and sources in reading order; hand evidence down to the blocks inside."""
        for block in blocks:
            kind = self.kinds.get(block.kind)
            if kind is not None and kind.numbered:
                self.of[id(block)] = len(self.of) + 1
            for key in block.sources:
                self.cited.setdefault(key, len(self.cited) + 1)
            self.evidence[id(block)] = block.evidence or evidence
            self._number(block.nested(), block.evidence or evidence)

    def summary(self, topic: Topic) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Return each evidence label that occurs, with the numbers of the blocks that carry it (or hold it)."""
        found: dict[str, dict[int, None]] = {}
        self._sum_up(topic.blocks, 0, found)
        return tuple((label, tuple(sorted(found[label]))) for label in EVIDENCE if label in found)

    def _sum_up(self, blocks: tuple[Block, ...], number: int, found: dict[str, dict[int, None]]) -> None:
        for block in blocks:
            here = self.of.get(id(block), number)
            if label := self.evidence[id(block)]:
                numbers = found.setdefault(label, {})
                if here:
                    numbers[here] = None
            self._sum_up(block.nested(), here, found)


def pick(
    blocks: tuple[Block, ...],
    kinds: frozenset[str],
    inside: int,
    copy: Callable[[Block, Mapping[str, Any]], Block],
) -> tuple[Block, ...]:
    """Return the blocks of some kinds, in reading order.

    A block that holds blocks keeps those of these kinds, at most ``inside`` of them, and goes when none stays
    (unless ``inside`` is 0: it then stands alone). What stands in a block that goes moves up to its place.

    Args:
        blocks: where to look, however deep.
        kinds: their names.
        inside: how many stay in each block that holds blocks.
        copy: makes a block like another with other fields.
    """
    found: list[Block] = []
    for block in blocks:
        holds = {name: inner for name, value in block.fields.items() if (inner := _blocks_in(value))}
        if not holds:
            found += (block,) if block.kind in kinds else ()
            continue
        kept = {name: pick(inner, kinds, inside, copy) for name, inner in holds.items()}
        if block.kind not in kinds:
            found += (one for inner in kept.values() for one in inner)
        elif inside == 0 or any(kept.values()):
            found.append(copy(block, {**block.fields, **{name: inner[:inside] for name, inner in kept.items()}}))
    return tuple(found)


def _blocks_in(value: object) -> tuple[Block, ...]:
    return tuple(item for item in value if isinstance(item, Block)) if isinstance(value, tuple) else ()

"""Ids that stay: a group has the id that its oldest record founded, and an id that merged stays known as an alias."""

from collections.abc import Iterable, Mapping, Sequence

from schemas.ids import Id, event_id


class Identities:
    """The ids of one kind of group (persons or households): of whom, founded by whom, and what is called otherwise.

    An id is made of the record that founds it, so that the same records in the same order have the same ids.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.of: dict[int, Id] = {}
        self.members: dict[Id, list[int]] = {}
        self.aliases: dict[Id, Id] = {}
        self.founded: dict[int, Id] = {}
        """The id that a group has whose oldest record this is."""
        self._had: set[Id] = set()
        """All of them, to give none twice."""
        self.regrouped: set[int] = set()
        """Records that came into another group, or whose founding changed, since somebody emptied this."""
        self.renamed: set[Id] = set()
        """Ids that became an alias or are one no more, since then."""

    def founds(self, record: int, name: Id) -> None:
        """A record by the id of its signal: it may found a group, under an id that no other has.

        A signal that comes anew, as when it was corrected, may have left its first id to those it was together with.
        """
        found = event_id(name, self.kind)
        while found in self._had:
            found = event_id(found, self.kind)
        self.inherits(record, found)

    def inherits(self, record: int, name: Id) -> None:
        """A record has the id of a group to give."""
        self.founded[record] = name
        self._had.add(name)

    def group(self, parts: Iterable[list[int]]) -> None:
        """Give every part, oldest record first, its id; ids that nobody has any more become aliases.

        The parts hold all records of every group that changed.
        """
        before: dict[Id, int] = {}
        now: set[Id] = set()
        for part in parts:
            name = self.founded[part[0]]
            now.add(name)
            for record in part:
                if record in self.of:
                    before.setdefault(self.of[record], record)
                if self.of.get(record) != name:
                    self.of[record] = name
                    self.regrouped.add(record)
            self.members[name] = part
            if self.aliases.pop(name, None):
                self.renamed.add(name)
        for name in before.keys() - now:
            del self.members[name]
            self.aliases[name] = self.of[before[name]]
            self.renamed.add(name)

    def forget(self, record: int) -> Sequence[int]:
        """A record is gone; the answer is the rest of its group, which keeps its id."""
        name = self.of.pop(record)
        rest = [one for one in self.members[name] if one != record]
        founded = self.founded.pop(record)
        if rest:
            self.members[name] = rest
        else:
            del self.members[name]
        if rest and founded == name:
            self.aliases[self.founded[rest[0]]] = name
            self.renamed.add(self.founded[rest[0]])
            self.inherits(rest[0], name)
            self.regrouped.add(rest[0])
        else:
            self._had.discard(founded)
        self.regrouped.add(record)
        return rest

    def follow(self, was: Id, now: Id) -> None:
        """Have an id that nobody has any more known as another."""
        if was != now and was not in self.members:
            self.aliases[was] = now
            self.renamed.add(was)

    def now(self, name: Id) -> Id:
        """The id that a group has now, of any id it ever had."""
        while name in self.aliases:
            name = self.aliases[name]
        return name

    def named(self, record_of: Mapping[Id, int]) -> dict[Id, Id]:
        """The id of the group of every signal."""
        return {name: self.of[record] for name, record in record_of.items()}

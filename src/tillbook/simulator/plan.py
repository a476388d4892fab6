"""What a seed asks for: what people do and what breaks, at which moment. Any part can be left out."""

from dataclasses import dataclass
from random import Random

#: True time between two things that people do, on average, milliseconds.
PACE_MS = 200
#: How often people do what.
_PEOPLE = {
    "create": 22,
    "create and wait": 8,
    "create again": 3,
    "edit": 24,
    "edit and wait": 6,
    "consent": 10,
    "everywhere": 4,
    "refused name": 3,
    "breaking": 1,
    "discard": 5,
    "move": 4,
    "office edit": 5,
    "setting": 5,
    "stale setting": 2,
    "remove setting": 2,
    "valve": 6,
    "run now": 6,
}
#: What breaks how often; a scenario takes some of it many times more.
_FAULTS = {
    "death": 10,
    "power": 3,
    "storm": 8,
    "cut": 5,
    "clock": 4,
    "battery": 2,
    "disk lost": 1,
    "rule": 2,
    "replay": 3,
    "busy": 2,
    "sleep": 4,
    "worker": 6,
    "forge": 3,
    "alter": 3,
    "spoil": 2,
    "regroup": 2,
    "new register": 2,
}
SCENARIOS: dict[str, tuple[str, ...]] = {
    "an ordinary week": (),
    "deaths at every place": ("death", "power"),
    "a bad network": ("storm", "cut", "busy"),
    "wrong clocks": ("clock", "battery"),
    "changing groups": ("rule",),
    "dying stores": ("disk lost", "cut", "death"),
    "fighting for a lease": ("sleep", "worker"),
    "somebody in between": ("forge", "alter", "spoil"),
    "nodes come and go": ("regroup", "new register", "disk lost", "power"),
    "everything at once": tuple(_FAULTS),
}
#: One thing breaks for so many that people do.
_FAULT_EVERY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that happens."""

    #: Its place in the plan, by which a shrunk plan names it.
    index: int
    at_ms: int
    verb: str
    #: Seeds every choice in it, so that leaving out others changes none of them.
    salt: int

    def __str__(self) -> str:
        return f"{self.index:5}  {self.at_ms / 1000:9.1f} s  {self.verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole run, before it begins."""

    seed: int
    scenario: str
    steps: int
    actions: tuple[Action, ...]

    @property
    def length_ms(self) -> int:
        """How long people are at work."""
        return self.steps * PACE_MS


def make_plan(seed: int, *, steps: int) -> Plan:
    """Return what a seed asks for: `steps` things that people do, and what breaks meanwhile."""
    rng = Random(f"plan {seed}")
    scenario = rng.choice(list(SCENARIOS))
    faults = {
        verb: weight * (6 if verb in SCENARIOS[scenario] else 1) for verb, weight in _FAULTS.items()
    }
    people = rng.choices(list(_PEOPLE), weights=list(_PEOPLE.values()), k=steps)
    broken = rng.choices(list(faults), weights=list(faults.values()), k=steps // _FAULT_EVERY)
    length_ms = steps * PACE_MS
    moments = sorted(
        (rng.randrange(length_ms), verb, rng.getrandbits(48)) for verb in (*people, *broken)
    )
    actions = tuple(
        Action(index=index, at_ms=at_ms, verb=verb, salt=salt)
        for index, (at_ms, verb, salt) in enumerate(moments)
    )
    return Plan(seed=seed, scenario=scenario, steps=steps, actions=actions)

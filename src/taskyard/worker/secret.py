"""What an agent was given to open its model with, kept out of everything that leaves this machine.

Found as it is and as JSON writes it; what a program has encoded, cut or turned around is not found.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

# A name says whether its value is secret: addresses and models are good to read in a transcript.
_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH", re.IGNORECASE)
_SHORTEST = 8  # characters: less would be found in innocent words


@dataclass(frozen=True)
class Secrets:
    """`names` by the values that are hidden behind them, the longest first: one may hold another."""

    names: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, *environments: Mapping[str, str]) -> "Secrets":
        found: dict[str, str] = {}
        for environment in environments:
            for name, value in environment.items():
                if _NAME.search(name) and len(value) >= _SHORTEST:
                    found |= {value: name, json.dumps(value, ensure_ascii=False)[1:-1]: name}
        return cls(tuple(sorted(found.items(), key=lambda one: -len(one[0]))))

    def hide(self, text: str) -> str:
        for value, name in self.names:
            if value in text:
                text = text.replace(value, f"[{name}]")
        return text

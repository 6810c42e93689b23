"""A policy in a file: read, and held to its form, its worked examples and the minimum approach."""

from pathlib import Path
from typing import Final

import typer

from command.files import read_yaml, refusal_of
from command.policies.examples import unproven, wrong_examples
from plumbing.running.settings import CHECKOUT
from schemas.policy.forbidden import why_never
from schemas.policy.form import Policy
from schemas.policy.minimum import MinimumApproach
from schemas.written import line_in

PROFILE_FILES: Final = CHECKOUT / "deploy" / "profiles"


def read_policy(path: Path) -> Policy:
    """The policy of a file that may be published.

    Raises BadParameter with everything that is wrong at once: first its form, then the examples that do not come out,
    then the settings that no example proves.
    """
    policy = read_yaml(Policy, path, why_never)
    wrong = list(wrong_examples(policy)) or list(unproven(policy))
    if wrong:
        text = path.read_text(encoding="utf-8")
        raise refusal_of(path, sorted((line_in(text, place), said) for place, said in wrong))
    return policy


def profile_named(named: str) -> MinimumApproach:
    """A profile by the name of its file in deploy/profiles, or by the path of another. Raises BadParameter."""
    shipped = {path.stem: path for path in PROFILE_FILES.glob("*.yaml")}
    path = shipped.get(named, Path(named))
    if not path.is_file():
        raise typer.BadParameter(f"there is no such profile; name a file, or one of: {', '.join(sorted(shipped))}")
    return read_yaml(MinimumApproach, path)

"""Reading policies: which there are, what one says, what differs, and whether a file may be published."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from command.cli.policy import Language, OfMunicipality, PolicyFile, policy_group
from command.cli.root import AsJson, day_option, say, show
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plumbing.record.published_policies import PolicyVersion
    from schemas.policy.minimum import MinimumAnswer, MinimumApproach, MinimumBar
    from schemas.policy.published import Published

AGAINST: Final = "A minimum approach to hold it against: a name in deploy/profiles, as minimum, or a file."
VERSION_HEADINGS: Final = ("Version", "Name", "From", "In force", "Decided by", "Published", "Digest")


@policy_group.command("list")
def list_policies(municipality: OfMunicipality, as_json: AsJson = False) -> None:
    """Every version that a municipality published, the newest first, and which is in force today."""
    from command.policies.told import today
    from command.printing import listed
    from schemas.policy.published import in_force

    versions = _versions(municipality)
    holds = in_force(_with_default(versions), today()).version
    found = [_as_json(one, holds) for one in versions]
    rows = [[str(value if value is not None else "") for value in one.values()] for one in found]
    show(
        found,
        listed(VERSION_HEADINGS, rows, "No policy was published; the default of this software is in force."),
        as_json,
    )


@policy_group.command("show")
def print_policy(
    municipality: OfMunicipality,
    on: Annotated[date | None, day_option("--on", "Day (default: today).")] = None,
    version: Annotated[int | None, typer.Option(help="A version, instead of the one of a day.")] = None,
    language: Language = "nl",
    as_json: AsJson = False,
) -> None:
    """What a policy says, in plain sentences; the one in force today unless a day or a version is named."""
    from command.policies.told import today, version_name, wording_of
    from schemas.policy.published import in_force
    from services.worklist.words.policies import policy_said

    there = _with_default(_versions(municipality))
    chosen = in_force(there, on or today()) if version is None else _numbered(there, version)
    if as_json:
        show(chosen.policy.model_dump(mode="json", exclude_none=True), "", as_json)
        return
    say(f"{version_name(chosen)} of {municipality}" + (f", from {chosen.valid_from}" if chosen.version else ""))
    for one in policy_said(wording_of(language), chosen.policy):
        say(f"  {one.sentence}")


@policy_group.command("diff")
def print_difference(
    municipality: OfMunicipality,
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A policy to compare.")] = None,
    version: Annotated[int | None, typer.Option(help="A version to compare (default: the newest).")] = None,
    before: Annotated[
        int | None, typer.Option(help="With this version (default: the one in force, or before it).")
    ] = None,
    language: Language = "nl",
) -> None:
    """What differs between a file, or a version, and what is in force or another version."""
    from command.policies.files import read_policy
    from command.policies.told import today, version_name, wording_of
    from schemas.policy.published import in_force
    from services.worklist.words.policy_changes import difference_said

    there = _with_default(_versions(municipality))
    new = read_policy(file) if file else _numbered(there, there[0].version if version is None else version).policy
    if before is not None:
        old = _numbered(there, before)
    elif file:
        old = in_force(there, today())
    else:
        old = _numbered(there, max((there[0].version if version is None else version) - 1, 0))
    say(f"compared with {version_name(old)}:")
    for line in difference_said(wording_of(language), old.policy, new):
        say(line)


@policy_group.command("test")
def try_policy(
    file: PolicyFile,
    against: Annotated[str | None, typer.Option(help=AGAINST)] = None,
    language: Language = "nl",
    as_json: AsJson = False,
) -> None:
    """Say whether a policy may be published: form, grounds, worked examples; exit code 1 when it does not pass."""
    from command.policies.files import profile_named, read_policy
    from command.policies.minimum import held_against
    from command.policies.told import wording_of
    from schemas.policy.minimum import MinimumAnswer
    from schemas.policy.published import digest_of
    from services.worklist.words.policy_changes import trial_said

    policy = read_policy(file)
    profile = profile_named(against) if against else None
    found = held_against(profile, policy) if profile else {}
    if as_json:
        head = {"name": policy.name, "digest": digest_of(policy), "examples": len(policy.examples or ())}
        show(head | _published_profile(profile, found), "", as_json)
    else:
        name = profile.name if profile else None
        for line in trial_said(wording_of(language), len(policy.examples or ()), name, found):
            say(line)
    raise typer.Exit(1 if MinimumAnswer.NOT_MET in found.values() else 0)


def _published_profile(
    profile: "MinimumApproach | None", found: "Mapping[MinimumBar, MinimumAnswer]"
) -> dict[str, Any]:
    """The profile and the answers, as they can be published."""
    if profile is None:
        return {}
    asked = [{"asked": bar, "nl": bar.said("nl"), "en": bar.said("en"), "answer": it} for bar, it in found.items()]
    return {"against": profile.model_dump(mode="json"), "answers": asked}


def _versions(municipality: str) -> "list[PolicyVersion]":
    from command.engines import refuse_unknown, role_engine
    from plumbing.record.published_policies import policy_versions

    with role_engine(Settings(), "admin") as engine, engine.begin() as connection:
        refuse_unknown(connection, municipality)
        return policy_versions(connection, municipality)


def _with_default(versions: "list[PolicyVersion]") -> "list[Published]":
    from schemas.policy.published import UNPUBLISHED

    return [*(one.published for one in versions), UNPUBLISHED]


def _numbered(there: "list[Published]", version: int) -> "Published":
    found = next((one for one in there if one.version == version), None)
    if found is None:
        raise typer.BadParameter(f"there is no version {version}; `policy list` shows them")
    return found


def _as_json(one: "PolicyVersion", holds: int) -> dict[str, Any]:
    published = one.published
    return {
        "version": published.version,
        "name": published.policy.name,
        "from": published.valid_from.isoformat(),
        "inForce": published.version == holds,
        "decidedBy": one.decided_by,
        "publishedAt": one.published_at.isoformat(timespec="seconds"),
        "digest": published.digest[:12],
    }

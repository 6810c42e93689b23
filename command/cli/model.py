"""The commands about the weights of the matcher."""

from pathlib import Path
from typing import Annotated, Final

import typer

from command.cli.root import app, say

model_group = typer.Typer(name="model", no_args_is_help=True, help="The weights by which signals are matched.")
app.add_typer(model_group)
SEEDS: Final = "Seeds of the towns, none that figures are taken from."


@model_group.command("learn")
def learn_weights(
    out: Annotated[Path, typer.Option(dir_okay=False, help="File to write.")],
    seeds: Annotated[str, typer.Option(help=SEEDS)] = "1,2,3,4,5,6,7,8,9",
    households: Annotated[int, typer.Option(min=100, help="Made-up households in arrears in each town.")] = 5_000,
) -> None:
    """Learn the weights of the matcher from made-up towns; its version is the name of the file."""
    from command.matching_bench.learnt import EvaluationSeedError, learnt_document, written

    try:
        document = learnt_document([int(seed) for seed in seeds.split(",")], households, out.stem)
    except EvaluationSeedError as error:
        raise typer.BadParameter(str(error)) from error
    except ValueError:
        raise typer.BadParameter("write seeds as 1,2,3") from None
    out.write_text(written(document), encoding="utf-8")
    say(f"{out.name}: learnt from {len(document['learnt_from']['seeds'])} towns of {households} households")

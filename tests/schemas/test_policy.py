"""The policy file: what is refused, and why it is said."""

import pytest
import yaml
from pydantic import ValidationError

from schemas.policy.form import Policy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{name: x, approach: {crisis: visit}}", "no approach for: several, single"),
        ("{name: x, dispatch_window: {at: 10:30}}", "between quotes"),
        ("{name: x, clocks: {crisis_working_days: 5}}", "less than or equal to 3"),
        ("{name: x, approach: {crisis: visit, several: mail, single: phone}}", "no first approach: mail"),
        ("{name: x, below_threshold_channel: visit}", "letter"),
        ("{name: x, nationality: any}", "Extra inputs"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(yaml.safe_load(text))
    assert said in str(refused.value)


def test_an_empty_policy_is_the_default() -> None:
    policy = Policy.model_validate({"name": "x"})
    assert (policy.threshold_cents, policy.repeat_months) == (5_000, 6)

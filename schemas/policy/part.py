"""What every part of a policy is: fixed once read, without settings that nobody knows, and silent about values."""

from pydantic import BaseModel, ConfigDict


class PolicyPart(BaseModel):
    """A part of a policy."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

"""The shapes of what the API takes: dealings, reports, reviews, watches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from entente.records import ACTIVITIES
from entente.serve.api.filters import Lasting
from entente.serve.api.kinds import Day, Place, Truth, Version, Why, Words
from entente.serve.api.shapes import (
    Certainty,
    Field_,
    Holder,
    Kind,
    Matter,
    Modality,
    Mode,
    Polarity,
    Shape,
)
from entente.serve.api.shapes_found import News

Activity = Literal[ACTIVITIES]  # type: ignore[valid-type]
#: "100000 barrel", "100,000 barrel", "1.5 million tonne".
Amount = Annotated[
    str,
    StringConstraints(
        max_length=60,
        pattern=r"^([0-9]{1,3}(,[0-9]{3}){1,4}|[0-9]{1,15})(\.[0-9]{1,2})? ?((thousand|million|billion) )?"
        r"[A-Za-z]{1,20}$",
    ),
]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_-]{0,39}$")]
_TEXT = r"^[^\x00]*$"
#: Visible characters without direction marks, 1 to 120, not blank at either end.
_SHOWN = (
    r"[^\x00-\x20\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
Name = Annotated[str, StringConstraints(pattern=f"^{_SHOWN}+( {_SHOWN}+)*$", min_length=1, max_length=120)]
_HOST, _PATH = r"[A-Za-z0-9]([A-Za-z0-9.-]{0,200}[A-Za-z0-9])?", r"(/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
Webhook = Annotated[
    str, StringConstraints(max_length=2000, pattern=f"^https?://{_HOST}(:[1-9][0-9]{{0,3}})?{_PATH}$")
]  # fmt: skip
_LOCAL, _DOMAIN = r"[A-Za-z0-9_+-]{1,40}(\.[A-Za-z0-9_+-]{1,20})?", r"[A-Za-z0-9]{1,60}(\.[A-Za-z0-9]{1,60}){1,4}"
Mailbox = Annotated[str, StringConstraints(max_length=254, pattern=f"^{_LOCAL}@{_DOMAIN}$")]
Secret = Annotated[str, StringConstraints(max_length=200, pattern=r"^[\x21-\x7e]*$")]


class DealingAsked(Shape):
    """A dealing. `from`, `to`: codes or names; `on`: today unless given; `facts`: as {"calibre": "152 mm"}."""

    model_config = ConfigDict(
        populate_by_name=True, extra="forbid",
        json_schema_extra={"examples": [
            {"from": "PRK", "to": "Russia", "matter": "arms.artillery", "on": "2023-09-13"},
        ]},
    )  # fmt: skip
    from_: Words = Field(alias="from", description="Who supplies, sends, trains: code or name.")
    to: Words = Field(description="Who gets it: code or name.")
    matter: Matter | None = None
    activity: Activity | None = Field(None, description="What is usually done with the matter unless given.")
    on: Day | None = Field(None, description="Day of the dealing; today unless given.")
    amount: Amount | None = Field(None, description="With its unit: '100,000 barrel'.")
    used: Amount | None = Field(None, description="What of a cap was used before, with its unit.")
    facts: Annotated[dict[FactName, Words], Field(max_length=20)] = Field(
        default_factory=dict, description="Facts that decide.", json_schema_extra={"additionalProperties": False}
    )


class ReportGiven(Shape):
    """A report to be read; nothing of it is kept."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [
            {"text": "Chile will supply Peru with helicopters, its defence minister said.", "published": "2024-03-06"},
        ]},
    )  # fmt: skip
    text: Annotated[str, StringConstraints(min_length=1, max_length=400_000, pattern=r"[^\x00\s]")]
    title: Annotated[str, StringConstraints(max_length=1000, pattern=_TEXT)] = ""
    published: Day | None = None
    outlet: Annotated[str, StringConstraints(max_length=300, pattern=_TEXT)] = ""
    url: Annotated[str, StringConstraints(max_length=2000, pattern=_TEXT)] = ""


class Reviewed(Shape):
    """A review. `version`: refuse with 409 where somebody reviewed since."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"why": "as the text says", "version": 1}]}
    )
    why: Why = Field("", description="A reason for colleagues.")
    version: Version | None = None


class Fields(Shape):
    """Fields of the claim record that a reviewer may set; those left out stay."""

    event: Kind | None = None
    mode: Mode | None = None
    actor: Annotated[list[Words], Field(max_length=20)] | None = None
    recipient: Annotated[list[Words], Field(max_length=20)] | None = None
    matter: Annotated[list[Matter], Field(max_length=20)] | None = None
    holders: Annotated[list[Holder], Field(max_length=20)] | None = None
    polarity: Polarity | None = None
    certainty: Certainty | None = None
    modality: Modality | None = None
    start: Day | None = None
    end: Day | None = None


class Correction(Reviewed):
    """A correction: the fields to set. `null` empties `mode`, `start` and `end`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"fields": {"matter": ["oil"]}, "why": "oil alone is named", "version": 1}]},
    )
    fields: Fields


class Addition(Shape):
    """A claim that the reader missed, by the words that tell it: half-open code points of the title or text."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{
            "start_char": 56, "end_char": 95,
            "fields": {"event": "CONSULT", "mode": "visit", "actor": ["PER"], "recipient": ["CHL"]},
        }]},
    )  # fmt: skip
    field: Field_ = "text"
    start_char: Place
    end_char: Place
    fields: Fields
    why: Why = ""


class Part(Shape):
    """One of the claims that a claim is split into: its own words, and the fields that differ."""

    start_char: Place
    end_char: Place
    fields: Fields = Field(default_factory=Fields)


class Splitting(Reviewed):
    """A split into two or more."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"parts": [
            {"start_char": 0, "end_char": 37, "fields": {"matter": ["oil"]}},
            {"start_char": 0, "end_char": 26, "fields": {"matter": ["arms"]}},
        ]}]},
    )  # fmt: skip
    parts: Annotated[list[Part], Field(min_length=2, max_length=12)]


class ChannelsGiven(Shape):
    """How alerts go out. `secret`: what webhook messages are signed with; made where none is given."""

    feed: Truth = True
    webhook: Webhook | None = None
    secret: Secret = ""
    mail: Annotated[list[Mailbox], Field(max_length=5)] = Field(default_factory=list)


class QuestionGiven(Lasting):
    """A question, with the filters of the lists."""

    min_confidence: Annotated[float, Field(strict=True, ge=0, le=1)] = 0.0


class WatchGiven(Shape):
    """A new watch: a question, and which news of it is told how."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{
            "name": "Helicopters", "question": {"pair": "CHL,PER", "matter": "arms.aircraft"},
            "conditions": ["event", "status"], "channels": {"feed": True},
        }]},
    )  # fmt: skip
    name: Name
    question: QuestionGiven = Field(default_factory=lambda: QuestionGiven.model_validate({}))
    page: Literal["claims", "events"] = "claims"
    conditions: Annotated[list[News], Field(min_length=1, max_length=6)] | None = Field(
        None, description="Kinds of news; all unless given."
    )
    channels: ChannelsGiven = Field(default_factory=ChannelsGiven)
    paused: Truth = False


class WatchChanged(Shape):
    """A watch's other values; what is left out stays. `version`: refuse with 409 where it was changed since."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"paused": True, "version": 1}]})
    name: Name | None = None
    question: QuestionGiven | None = None
    page: Literal["claims", "events"] | None = None
    conditions: Annotated[list[News], Field(min_length=1, max_length=6)] | None = None
    channels: ChannelsGiven | None = None
    paused: Truth | None = None
    version: Version | None = None

"""Writes wire.jsonl: half a year of a made-up world's news, the same bytes each time.

    python examples/make_wire.py > examples/wire.jsonl

Every happening is told by up to three outlets that do not copy each other, in words of their own, as real feeds do.
Nothing of it took place; it is there so that forecasts, announced things and the desk have something to stand on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from typing import NamedTuple

SEED = 7
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 6, 30)
OUTLETS = ("The Harbour Post", "Overland News", "Continental Wire", "The Evening Ledger")


class Story(NamedTuple):
    """A kind of happening: days between two of them, how far that varies, and (title, text) as outlets tell it.

    `begins`: the first day it may happen; `told`: how many outlets tell it at least.
    """

    every: int
    varies: int
    words: tuple[tuple[str, str], ...]
    begins: dt.date = FIRST
    told: int = 2


STORIES = (
    Story(6, 3, (
        ("Manila protests at Chinese patrols",
         "The Philippines accused China on {day} of chasing boats near {place}. Beijing denied it."),
        ("Coast guard quarrel near {place}",
         "Philippine officials said that a Chinese ship had blocked a boat off {place}; China rejects the charge."),
        ("China and the Philippines trade blame over {place}",
         "Manila has accused the Chinese coast guard of using water cannon. A spokesman in Beijing denied the report."),
    )),
    Story(27, 5, (
        ("Japan and the Philippines hold talks in {city}",
         "Japan’s foreign minister met his Philippine colleague in {city} on {day} to talk about patrol boats."),
        ("Ministers of Tokyo and Manila meet",
         "The foreign ministers of Japan and the Philippines met on {day} and agreed to talk again next month."),
        ("Manila receives Tokyo’s minister",
         "Philippine and Japanese ministers held talks on {day} about radar, ships and visits of troops."),
    )),
    Story(21, 6, (
        ("Russian delegation in Pyongyang",
         "A Russian delegation visited North Korea on {day} and met officers of its army, state media there said."),
        ("Pyongyang receives guests from Moscow",
         "North Korea received officials from Russia on {day}. What they talked about was not told."),
        ("Moscow and Pyongyang meet again",
         "Officials of Russia and North Korea met in Pyongyang on {day}, according to both governments."),
    )),
    Story(16, 6, (
        ("Seoul suspects shells on ships to Russia",
         "South Korea suspects that North Korea is selling artillery shells to Russia. Moscow has not confirmed it."),
        ("Washington speaks of North Korean shells",
         "The US believes that North Korea has sold shells to Russia. On {day} Pyongyang denied having sold any."),
        ("Shells from the east?",
         "US officials said on {day} that Russia is getting artillery shells from North Korea. Russia denies this."),
    ), begins=dt.date(2025, 2, 10)),
    Story(24, 4, (
        ("Allies begin drills off Korea",
         "South Korea and the United States began a joint naval exercise on {day}, the ministry in Seoul said."),
        ("US and South Korean ships exercise together",
         "Warships of the United States and South Korea are holding drills. North Korea condemned them on {day}."),
        ("Pyongyang angry at allied exercise",
         "North Korea threatened South Korea on {day} over a joint exercise that Seoul holds with the United States."),
    )),
    Story(19, 7, (
        ("Washington adds Chinese firms to its list",
         "The United States imposed sanctions on {number} Chinese companies on {day}. China condemned the step."),
        ("New American sanctions hit Chinese trade",
         "US sanctions on firms in China were announced on {day}. Beijing warned that it would answer."),
        ("Beijing protests at US sanctions",
         "China protested on {day} after the United States put sanctions on {number} of its companies."),
    )),
    Story(31, 5, (
        ("Cairo and Addis Ababa talk about the dam",
         "Egypt and Ethiopia held talks in {hall} on {day} about the filling of the Nile dam. They agreed on nothing."),
        ("Nile talks end without a deal",
         "Ministers of Ethiopia and Egypt met in {hall} on {day}. Egypt accused Ethiopia of playing for time."),
        ("Ethiopia and Egypt meet over the Nile",
         "Egyptian and Ethiopian ministers met on {day}; they plan to meet again next month, an official said."),
    )),
    Story(14, 5, (
        ("Ankara and Baghdad speak of water",
         "Turkey’s agriculture minister held talks with Iraq in Ankara on {day} about the flow of the Tigris."),
        ("Turkey and Iraq meet over the Tigris",
         "Iraqi and Turkish officials met on {day}. Iraq accused Turkey of holding back the river."),
    )),
    Story(23, 8, (
        ("Bamako and Paris quarrel",
         "Mali accused France on {day} of helping an armed group in the north. Paris denied the charge."),
        ("France rejects Mali’s charge",
         "Mali says that France trains fighters in the north. France denied on {day} that it trains them."),
    )),
    Story(17, 6, (
        ("Russian drones strike {ukrainian}",
         "Russia attacked {ukrainian} with drones on {day}, Ukraine’s air force said. Moscow did not comment."),
        ("{ukrainian} under attack",
         "Ukraine said that Russian drones had hit {ukrainian} in the night to {day}."),
        ("Strikes on {ukrainian}",
         "Russian forces struck {ukrainian} on {day}, according to Ukrainian officials."),
    )),
    Story(26, 6, (
        ("Berlin promises Kyiv more air defence",
         "Germany will give Ukraine {number} more air-defence launchers, the chancellor said on {day}."),
        ("More German aid for Ukraine",
         "Germany announced further military aid for Ukraine on {day}. Russia criticised the step."),
    )),
    Story(29, 6, (
        ("Putin plans to travel to Pyongyang",
         "Russia’s president plans to visit North Korea next month, the Kremlin said on {day}."),
        ("North Korea expects a guest",
         "Vladimir Putin will visit North Korea next month, officials in Pyongyang said on {day}."),
    ), begins=dt.date(2025, 4, 5)),
)  # fmt: skip

NOISE = (
    ("Grain prices fall for a third week", "Traders in Rotterdam speak of a good harvest in the south."),
    ("Rain stops the final in Lima", "The match is to be played again on Thursday, the organisers said."),
    ("A new bridge for Bornholm", "The ferry company is not pleased, and neither are the gulls."),
    ("Museum finds a map behind a map", "Restorers in Lisbon had only wanted to clean the frame."),
    ("Bakers mind the price of butter", "A loaf costs a tenth more than a year ago, the guild said."),
    ("Night trains are full until August", "The railways want to order forty more carriages."),
)

PLACES = {
    "place": ("Second Thomas Shoal", "Scarborough Shoal", "Thitu Island", "Sabina Shoal"),
    "city": ("Manila", "Tokyo", "Cebu", "Osaka"),
    "hall": ("Cairo", "Khartoum", "Nairobi", "Addis Ababa"),
    "ukrainian": ("Odesa", "Kharkiv", "Dnipro", "Zaporizhzhia", "Kyiv"),
    "number": ("four", "six", "nine", "twelve"),
}


def happenings(chance: random.Random) -> Iterator[tuple[dt.date, list[tuple[str, str]]]]:
    """Days of happenings and how they are told."""
    for story in STORIES:
        day = story.begins + dt.timedelta(days=chance.randrange(story.every))
        while day <= LAST:
            named = {key: chance.choice(values) for key, values in PLACES.items()} | {"day": f"{day:%A}"}
            told = chance.sample(story.words, min(len(story.words), chance.choice((1, story.told, 3))))
            yield day, [(title.format(**named), text.format(**named)) for title, text in told]
            day += dt.timedelta(days=max(2, story.every + chance.randint(-story.varies, story.varies)))
    day = FIRST
    while day <= LAST:
        yield day, [chance.choice(NOISE)]
        day += dt.timedelta(days=chance.randint(2, 5))


def items() -> list[dict[str, str]]:
    """The wire, oldest first, each item with an id, outlet, stamp, title and text."""
    chance = random.Random(SEED)
    rows = []
    for day, told in happenings(chance):
        for (title, text), outlet in zip(told, chance.sample(OUTLETS, len(told)), strict=True):
            stamp = f"{day}T{chance.randint(8, 21):02}:{chance.randint(0, 59):02}:00Z"
            name = hashlib.sha256(f"{stamp} {outlet} {title}".encode()).hexdigest()[:12]
            rows.append({"id": name, "outlet": outlet, "published": stamp, "title": title, "text": text})
    return sorted(rows, key=lambda row: (row["published"], row["id"]))


if __name__ == "__main__":
    for item in items():
        sys.stdout.write(json.dumps(item, ensure_ascii=False) + "\n")

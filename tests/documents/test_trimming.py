"""What is printed around a report is cut; what the report says itself stays."""

from __future__ import annotations

import pytest

from entente.documents.trimming import is_headline, mark_kind, trim
from tests.documents.builders import PARAGRAPHS

ALSO_HEADS = [
    "Also Read:", "ALSO READ", "Also read", "Read more", "READ MORE:", "Read Also:", "Read next", "Related",
    "Related:", "Related stories", "Related Articles", "Related coverage", "RELATED TOPICS", "More from Asia",
    "More from The Norland Post", "More on this story", "More on the war in Ukraine", "Recommended",
    "Recommended for you", "Recommended stories", "You may also like", "You might also be interested in",
    "Most read", "Most popular", "Trending now", "Top stories", "Latest news", "Latest from the Middle East",
    "Editor’s picks", "Editors' choice", "Don’t miss", "Don't Miss:", "In case you missed it",
    "What to read next", "Up next", "See also", "See also:", "Must read", "Further reading",
    "From our partners", "More stories", "Other news", "Keep reading", "Around the web", "People also read",
    "- Also read -", "→ Read more", "More like this", "Sponsored content",
]  # fmt: skip
ALSO_LINES = [
    "Also read: Envoys meet in Geneva for a third day",
    "READ MORE: Why the shells matter",
    "Read more: Fleet leaves harbour",
    "Read also | Envoys meet in Geneva",
    "Related: Who sells what to whom",
    "Don't miss: Ten charts about trade",
    "More from Asia: Storm closes ports",
    "Read more about the talks in Geneva",
    "Click here to read the full statement",
    "Continue reading on our site",
    "See also: A history of the ban",
]
PUBLISHED = [
    "Published: 18th June 2024", "Published 18 June 2024", "Published on June 18, 2024",
    "PUBLISHED: 18/06/2024", "Updated: June 18, 2024 10:30 GMT", "Last updated on 3 May 2021 at 10:30",
    "Last modified: 2021-05-03", "First published on Tue 18 Jun 2024 06.00 BST",
    "Posted on March 3, 2022 by admin", "Posted at 10:15, 3 March 2022", "Originally published 3 March 2022",
    "Date: 3 March 2022", "Updated 3 hours ago", "Article published March 3rd, 2022",
    "Publication date: 3 March 2022", "Date published: 03 Mar 2022", "Last update - 3.3.2022 10:15",
]  # fmt: skip
CAPTIONS = [
    "Photo: Ministry of Defence", "PHOTO: Anna Berg", "Image: Anna Berg/Unsplash", "Image credit: Anna Berg",
    "Photo by Anna Berg", "Photograph: Anna Berg/The Norland Post",
    "File photo: The minister at a parade in May",
    "FILE PHOTO: The minister inspects troops in the capital, May 3, 2022. REUTERS/Anna Berg",
    "FILE - The minister waves to the crowd in the capital on May 3, 2022. (AP Photo/Anna Berg, File)",
    "The minister inspects troops near the border. (AP Photo/Anna Berg)",
    "The two leaders shake hands [Anna Berg/AFP]", "The minister at the port. Getty Images",
    "Image source, Getty Images", "Image caption, The minister at the port",
    "The minister arrives at the airport, May 3. Anna Berg/AFP via Getty Images", "Credit: Anna Berg",
    "Picture: AFP", "The harbour at dawn (Photo by Anna Berg/Getty Images)", "hide caption",
    "Caption: the harbour at dawn", "[File: Anna Berg/Reuters]", "The harbour at dawn. EPA-EFE",
    "Representational image. Photo: PTI",
]  # fmt: skip
OTHERS = [
    "Share this article", "Share on Facebook", "Share", "Facebook Twitter WhatsApp", "Tweet", "Print",
    "Follow us on X", "Follow us on Telegram and Facebook", "Follow @norlandpost on Twitter",
    "Subscribe to our newsletter", "Sign up for our daily newsletter",
    "Sign up to receive breaking news alerts by email", "Subscribe", "Log in",
    "Get the latest news in your inbox", "Download our app", "Advertisement", "ADVERTISEMENT", "Ad",
    "Sponsored", "Story continues below advertisement", "Article continues below", "© 2024 The Norland Post",
    "(c) 2024 Norland Press", "Copyright 2024 Norland Press. All rights reserved.", "All rights reserved.",
    "Leave a comment", "5 comments", "Watch: The minister speaks", "WATCH | Inside the shell factory",
    "Listen: Our podcast on the deal", "Video: Ships leave", "(Reporting by Anna Berg; Editing by Olaf Holm)",
    "Reporting by Anna Berg; editing by Olaf Holm", "Anna Berg contributed to this report.", "By Anna Berg",
    "By Anna Berg and Olaf Holm, Norland Post", "This video cannot be played", "3 min read",
    "The post Norland looks to Sudmark appeared first on The Norland Post.",
]  # fmt: skip
NAVIGATION = [
    "Home > World > Asia", "Home / News / World", "Home » Politics", "World › Asia › Sudmark",
    "News > World > Asia", "Skip to main content", "Back to top", "Menu", "Tags: norland, sudmark, shells",
    "Filed under: World", "Next article", "Privacy policy", "Terms of use", "Jump to navigation",
]  # fmt: skip
REPORT = [
    "Related tensions have grown since the spring.",
    "Read more than once in parliament, the bill still failed.",
    "Published figures show that exports rose to 40 tons in May 2024, the ministry said. Analysts doubt them.",
    "Home to a million people, the region is held by rebels.",
    "Photos released by the ministry showed Kim inspecting a launcher.",
    "Images from space suggest that the trains crossed the border in May.",
    "Share prices fell after the ban was announced.",
    "Follow-up talks will be held in Geneva on Monday, officials said.",
    "Watch posts along the border were manned again.",
    "Video of the strike could not be verified by the agency at once.",
    "More from the stockpile will be sent to Ukraine, the minister said.",
    "The latest from the front is that the town has fallen.",
    "Updated rules let the navy search ships, the council said in a statement on Friday.",
    "Date palms were burnt in the fighting around the city in 2023, farmers said.",
    "Subscribers to the treaty promised to share data on launches.",
    "Sign up or lose the aid, the envoy told the government.",
    "“Copyright is not our quarrel,” the president said about the seized films.",
    "Reporting by the agency was blocked in the north, its director said, and he asked for access.",
    "By Monday, the two sides had agreed to stop shelling.",
    "By sea and by air, Norland has moved two brigades to the border.",
    "According to AFP, the minister will travel to Sudmark.",
    "The talks failed, Reuters reported.",
    "He spoke to Reuters/Ipsos pollsters who found support for the deal rising among voters in both states last week, "
    "and he said that the government would have to listen to them before it signed.",
    "Moscow > Beijing in that order, he joked.",
    "Recommended by the council, the sanctions were lifted in May.",
    "Live fire was used in the exercise.",
    "Tags on the shells pointed to a factory in Norland, inspectors said.",
    "Caption this how you like, the senator said: it is a surrender.",
    "Getty said the pictures showed Iranian drones, and Getty Images withdrew them after a complaint from Tehran. It "
    "said nothing more.",
    "The ministry published a list of 12 firms on 3 May 2022.",
    "Posted to the border in 2022, the brigade has lost half of its men.",
    "Published in Tokyo in 2014, the report blamed North Korea for the abductions.",
    "Issued on 3 May 2022, the warrant names two generals.",
    "Released in May 2022 after a swap, the sailors went home.",
    "Created in 1949 to hold off Moscow, NATO has grown to 32 members.",
    "Search teams found two more bodies.",
    "Print works in the north made leaflets that were dropped over Seoul.",
    "More on the border than in the capital, people fear a war.",
]  # fmt: skip


@pytest.mark.parametrize("head", ALSO_HEADS)
def test_an_also_read_head_takes_the_headlines_after_it(head: str) -> None:
    headlines = ["Storm closes ports in the south", "Who pays for the new bridge?", "King visits “forgotten” province"]
    result = trim([*PARAGRAPHS[:2], head, *headlines, *PARAGRAPHS[2:]])
    assert result.kept == list(PARAGRAPHS)
    assert [cut.text for cut in result.cut] == [head, *headlines]
    assert {cut.kind for cut in result.cut} == {"also-read"}


@pytest.mark.parametrize("line", ALSO_LINES)
def test_a_line_that_points_elsewhere_is_cut_alone(line: str) -> None:
    result = trim([*PARAGRAPHS[:2], line, *PARAGRAPHS[2:]])
    assert result.kept == list(PARAGRAPHS)
    assert [(cut.kind, cut.text) for cut in result.cut] == [("also-read", line)]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        *(("published", line) for line in PUBLISHED),
        *(("caption", line) for line in CAPTIONS),
        *(("other", line) for line in OTHERS),
        *(("navigation", line) for line in NAVIGATION),
    ],
)
def test_marks_are_cut_by_kind(kind: str, line: str) -> None:
    result = trim([*PARAGRAPHS[:3], line, PARAGRAPHS[3]])
    assert result.kept == list(PARAGRAPHS)
    assert [cut.text for cut in result.cut] == [line]
    if line not in {"Sponsored", "Next article"}:  # heads of lists as well as adverts or links
        assert result.cut[0].kind == kind


@pytest.mark.parametrize("line", REPORT)
def test_a_report_s_own_sentences_stay(line: str) -> None:
    assert mark_kind(line, opening=True) == ""
    assert trim([line, *PARAGRAPHS]).kept == [line, *PARAGRAPHS]


def test_teasers_between_headlines_of_a_list_go_with_them() -> None:
    tail = [
        "More from the world", "Storm closes ports", "Ferries will not sail before Sunday.", "King visits province",
        "Crowds lined the road for hours.", "Bridge opens late", "The minister blamed the weather.",
    ]  # fmt: skip
    assert trim([*PARAGRAPHS, *tail]).kept == list(PARAGRAPHS)


def test_a_report_that_goes_on_after_a_list_is_not_eaten() -> None:
    last = "The talks go on."
    result = trim([*PARAGRAPHS[:2], "Also read", "Storm closes ports", last])
    assert result.kept == [*PARAGRAPHS[:2], last]


def test_bare_dates_and_bylines_are_cut_only_at_the_opening() -> None:
    assert trim(["June 18, 2024", "Tuesday 18 June 2024 10:30 GMT", *PARAGRAPHS]).kept == list(PARAGRAPHS)
    assert trim([*PARAGRAPHS, "June 18, 2024"]).kept[-1] == "June 18, 2024"


def test_days_of_publication_and_of_change_are_told_apart() -> None:
    result = trim(["Updated: June 20, 2024", "Published: 18th June 2024", *PARAGRAPHS])
    assert [day.isoformat() for day, _ in result.first_days] == ["2024-06-18"]
    assert [day.isoformat() for day, _ in result.later_days] == ["2024-06-20"]


def test_a_day_that_can_be_read_two_ways_is_not_read() -> None:
    result = trim(["Published: 06/07/2024", *PARAGRAPHS])
    assert result.first_days == []
    assert result.unsure_days == ["06/07/2024"]


@pytest.mark.parametrize("line", ["Storm closes ports", "Who pays?", "US, China ‘to talk’ about tariffs on steel"])
def test_headlines(line: str) -> None:
    assert is_headline(line)


@pytest.mark.parametrize("line", ["The talks failed.", "He left. She stayed", "word " * 30, "x" * 200])
def test_no_headlines(line: str) -> None:
    assert not is_headline(line)

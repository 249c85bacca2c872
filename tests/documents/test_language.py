"""English is told from other languages; headlines and lists of names are not refused."""

from __future__ import annotations

import pytest

from entente.documents.language import FOREIGN_WORDS, FUNCTION_WORDS, is_english
from tests.documents.builders import TEXT

GERMAN = (
    "Der Verteidigungsminister von Nordland ist am Dienstag zu Gesprächen in Sudmark eingetroffen, es ist der erste "
    "Besuch dieser Art seit elf Jahren. Die beiden Seiten haben sich nach Angaben der Regierung noch nicht geeinigt."
)
FRENCH = (
    "Le ministre de la Défense est arrivé mardi pour des pourparlers sur les obus et les drones, la première visite de "
    "ce genre depuis onze ans. Les deux parties ne se sont pas encore mises d’accord, selon un porte-parole."
)
SPANISH = (
    "El ministro de Defensa llegó el martes para hablar de proyectiles y drones, la primera visita de este tipo "
    "en once "
    "años. Las dos partes no han acordado nada todavía, según un portavoz del gobierno de la capital."
)
TURKISH = (
    "Savunma bakanı salı günü mermi ve insansız hava aracı görüşmeleri için başkente geldi. Bu, on bir yıl aradan "
    "sonra "
    "bu türden ilk ziyaret oldu. Sözcü, iki tarafın henüz hiçbir konuda anlaşmaya varmadığını söyledi."
)
RUSSIAN = "Министр обороны прибыл во вторник на переговоры о снарядах и беспилотниках, первый визит за одиннадцать лет."
CHINESE = "国防部长周二抵达，就炮弹和无人机举行会谈，这是十一年来的首次此类访问。双方尚未达成任何协议。"
ARABIC = "وصل وزير الدفاع يوم الثلاثاء لإجراء محادثات حول القذائف والطائرات المسيرة وهي الزيارة الأولى من نوعها"


@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, TURKISH, RUSSIAN, CHINESE, ARABIC, GERMAN * 5, FRENCH * 5])
def test_other_languages(text: str) -> None:
    assert not is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "",
        "Norland",
        "12.5 13.7 2024",
        "Storm closes ports",
        "Norland fires missiles, Sudmark scrambles jets; markets tumble, oil jumps 4%; envoys recalled, embassies "
        "shut, "
        "flights cancelled, borders sealed, troops massed, talks frozen, sanctions threatened, allies alarmed",
        "Xi Jinping, Vladimir Putin, Kim Jong Un, Ursula von der Leyen, Recep Tayyip Erdoğan, Luiz Inácio Lula da "
        "Silva, "
        "Emmanuel Macron, Narendra Modi, Mohammed bin Salman attend summit; Joe Biden sends deputy",
        "The paper Le Monde wrote that “les deux parties ne sont pas d’accord” and the ministry in Paris declined "
        "to say "
        "who had told it so, a spokeswoman for the president said after the meeting of the cabinet.",
    ],
)
def test_english(text: str) -> None:
    assert is_english(text)


def test_the_word_lists_do_not_meet() -> None:
    assert not FUNCTION_WORDS & FOREIGN_WORDS


def test_a_short_text_is_told_by_its_function_words() -> None:
    assert not is_english("Le ministre est arrivé avec une délégation pour les discussions")
    assert is_english("Les Misérables opens in London")
    assert is_english("Iran, Irak")

"""The people who write and call."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from lib.demo.grammar import words
from lib.demo.properties import PROPERTIES, Property
from lib.demo.voice import Style, draw_style

_FIRST = words(
    "Aaliyah Adam Aisha Alejandra Amara Andre Anika Anthony Ava Beatriz Ben Brianna Bruno Caleb Camille "
    "Carla Cedric Chloe Connor Courtney Curtis Dalia Damon Daphne Darius Deepa Derek Devin Dominique "
    "Elena Eli Emeka Erin Esme Ethan Faith Farah Felix Gabe Gina Grant Hannah Harold Hassan Heather "
    "Imani Isaac Ivy Jada Jamal Janelle Jared Jasmine Jerome Jill Joaquin Jonah Joyce Kara Keisha Kenji "
    "Kristen Kyle Lamar Lana Leah Leon Liam Linda Logan Lorraine Malia Marcus Maribel Mei Melissa Miles "
    "Mina Monique Nadia Nate Nina Noor Omar Paige Patrick Phoebe Quinn Rachel Raj Renee Rosa Ruth Samir "
    "Sasha Shanice Simon Sofia Tara Terrence Tomas Trevor Uma Vanessa Victor Wes Xin Yara Yusuf Zach "
    "Zoe"
)
_FIRST_ES = words(
    "Alma Andrés Beatriz Carlos Claudia Daniela Diego Elvira Esteban Fernanda Gabriela Gerardo "
    "Guadalupe Héctor Ignacio Irma Javier Jimena Jorge Lucía Luisa Manuel Marisol Mateo Miguel Norma "
    "Patricia Rafael Rocío Rubén Silvia Teresa Verónica Yolanda"
)
_LAST = words(
    "Abbott Adeyemi Ahmed Alvarez Baker Banerjee Barnes Begum Bishop Boyd Brandt Brooks Burke Cho "
    "Clarke Coleman Cruz Dawson Delgado Dixon Duarte Ellis Espinoza Farrell Fischer Fleming Franklin "
    "Gallagher Garner Gibbs Greene Gupta Haddad Hale Hardin Hayes Hendricks Holt Huang Hughes Ibrahim "
    "Jennings Kapoor Keller Kim Kowalski Lam Lindqvist Lowe Maddox Malone Mbeki Mercer Moody Morales "
    "Mwangi Nash Nguyen Novak Okafor Olsen Ortega Osei Park Patel Perry Pham Pruitt Quintero Ramsey "
    "Reyes Rhodes Rivas Rosen Russo Salazar Sato Schultz Sharma Shelton Silva Singh Sloan Soto Tanaka "
    "Thornton Tran Underwood Valdez Vance Vega Walsh Watkins Webb Whitaker Wong Yates York Zamora Zhou"
)
_LAST_ES = words(
    "Aguilar Castillo Contreras Cárdenas Delgado Flores Fuentes Guerrero Gutiérrez Herrera Jiménez Luna "
    "Maldonado Medina Mejía Montes Navarro Ochoa Ortega Peña Ramírez Ríos Rosales Salinas Sandoval "
    "Torres Trejo Valencia Villanueva Zúñiga"
)
_DOMAINS = ("postly.example", "inboxly.example", "mailhaus.example", "quickpost.example", "umail.example")
_ASCII = str.maketrans("áéíóúñü", "aeiounu")

_CHANNELS = (("chat", 46), ("sms", 36), ("voice", 18))
_SOURCES = (("website", 34), ("listing site", 31), ("search ad", 14), ("referral", 11), ("yard sign", 10))


@dataclass(frozen=True, slots=True)
class Person:
    """One person: who they are, how they reach the application and how they write."""

    key: str
    first: str
    last: str
    phone: str
    email: str
    kind: str  # prospect, resident, applicant or other
    place: Property
    unit: str
    channel: str
    language: str
    source: str
    style: Style

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.first} {self.last}"


def person(seed: int, number: int) -> Person:
    """Return the person with that number in the world of that seed: always the same one."""
    rng = Random(f"person {seed} {number}")
    spanish = rng.random() < 0.066
    first = rng.choice(_FIRST_ES if spanish else _FIRST)
    last = rng.choice(_LAST_ES if spanish else _LAST)
    plain_first, plain_last = first.lower().translate(_ASCII), last.lower().translate(_ASCII)
    handle = rng.choice(
        [
            f"{plain_first}.{plain_last}",
            f"{plain_first[0]}{plain_last}{rng.randint(1, 99)}",
            f"{plain_first}{rng.randint(70, 99)}",
            f"{plain_last}_{plain_first[0]}",
        ]
    )
    channel = rng.choices([name for name, _ in _CHANNELS], [weight for _, weight in _CHANNELS])[0]
    place = rng.choices(PROPERTIES, (17, 21, 16, 19, 11, 16))[0]
    kind = rng.choices(("prospect", "resident", "applicant", "other"), (68, 21, 6.5, 4.5))[0]
    floor = rng.randint(1, place.floors)
    return Person(
        key=f"u-{rng.randrange(16**8):08x}",
        first=first,
        last=last,
        phone=f"{rng.choice((312, 630, 708, 773, 847))}-555-01{rng.randint(0, 99):02d}",
        email=f"{handle}@{rng.choice(_DOMAINS)}",
        kind=kind,
        place=place,
        unit=f"{place.prefix}{floor}{rng.randint(1, 24):02d}",
        channel=channel,
        language="es" if spanish and kind != "other" else "en",
        source=rng.choices([name for name, _ in _SOURCES], [weight for _, weight in _SOURCES])[0],
        style=draw_style(rng, channel),
    )

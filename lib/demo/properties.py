"""The six properties of the demo and everything the application could look up about them."""

from __future__ import annotations

from dataclasses import dataclass

Facts = dict[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    """One floor plan: how many bedrooms, and the range its units lie in."""

    beds: int
    baths: float
    sqft: int
    rent: int
    units: int


@dataclass(frozen=True, slots=True)
class Property:
    """One building: its address, hours, plans and policies by topic, as the tools return them."""

    key: str
    name: str
    heard_as: tuple[str, ...]
    address: str
    phone: str
    hours: tuple[tuple[int, int] | None, ...]
    prefix: str
    floors: int
    plans: tuple[Plan, ...]
    amenities: tuple[str, ...]
    pets: Facts
    parking: Facts
    fees: Facts
    utilities: Facts
    terms: Facts
    special: str | None
    residents: Facts
    staff: tuple[str, ...]


def _fees(application: int, admin: int, deposit: int, holding: int) -> Facts:
    return {
        "application_fee": application,
        "admin_fee": admin,
        "security_deposit": deposit,
        "holding_fee": holding,
    }


def _pets(kinds: list[str], most: int, deposit: int, monthly: int, limit: int | None) -> Facts:
    return {
        "allowed": kinds,
        "max_pets": most,
        "pet_deposit": deposit,
        "pet_rent_monthly": monthly,
        "weight_limit_lb": limit,
        "restricted_breeds": ["pit bull", "rottweiler", "chow chow"] if "dog" in kinds else [],
    }


def _parking(kind: str, monthly: int, second: int | None, guests: str) -> Facts:
    return {"type": kind, "monthly": monthly, "second_space_monthly": second, "guests": guests}


def _terms(months: list[int], premium: int) -> Facts:
    return {"lease_months": months, "short_term_premium_monthly": premium, "notice_days": 60}


_ALL_WEEK = ((9, 18),) * 5

PROPERTIES: tuple[Property, ...] = (
    Property(
        key="alder-court",
        name="Alder Court",
        heard_as=("elder court", "older court", "alder court"),
        address="412 Alder Street",
        phone="(312) 555-0110",
        hours=(*_ALL_WEEK, (10, 17), None),
        prefix="",
        floors=4,
        plans=(Plan(0, 1, 498, 1290, 9), Plan(1, 1, 688, 1585, 16), Plan(2, 2, 967, 2140, 13)),
        amenities=(
            "fitness room",
            "bike storage",
            "shared laundry on each floor",
            "courtyard with grills",
            "package lockers",
            "on-site maintenance",
        ),
        pets=_pets(["cat", "dog"], 2, 300, 35, 60),
        parking=_parking("surface lot, assigned", 85, 110, "4 guest spaces, 12-hour limit"),
        fees=_fees(50, 150, 500, 200),
        utilities={
            "included": ["water", "trash"],
            "resident_pays": ["electric", "gas", "internet"],
            "average_electric_monthly": 62,
        },
        terms=_terms([6, 9, 12, 15], 140),
        special=None,
        residents={
            "quiet_hours": "10pm-7am",
            "lockout_fee": 75,
            "key_replacement": 40,
            "fitness_hours": "5am-11pm",
            "packages": "lockers in lobby, code by text",
            "late_fee": 75,
            "grace_days": 5,
        },
        staff=("Dana", "Luis"),
    ),
    Property(
        key="juniper-flats",
        name="Juniper Flats",
        heard_as=("juniper flats", "jennifer flats", "juniper flat"),
        address="2207 West Juniper Avenue",
        phone="(312) 555-0121",
        hours=(*_ALL_WEEK, (10, 16), (12, 16)),
        prefix="J",
        floors=5,
        plans=(
            Plan(0, 1, 530, 1415, 8),
            Plan(1, 1, 731, 1760, 15),
            Plan(2, 2, 1044, 2385, 14),
            Plan(3, 2, 1310, 2990, 7),
        ),
        amenities=(
            "outdoor pool (May to September)",
            "24-hour gym",
            "in-unit washer and dryer",
            "dog run",
            "coworking lounge",
            "package room",
            "elevator",
        ),
        pets=_pets(["cat", "dog"], 2, 350, 40, 80),
        parking=_parking("garage, first come", 120, 145, "street parking only"),
        fees=_fees(55, 200, 400, 250),
        utilities={
            "included": ["trash"],
            "resident_pays": ["electric", "water", "internet"],
            "average_electric_monthly": 74,
        },
        terms=_terms([9, 12, 15, 18], 175),
        special="One month free on 15-month leases of two-bedroom apartments",
        residents={
            "quiet_hours": "10pm-8am",
            "lockout_fee": 90,
            "key_replacement": 55,
            "fitness_hours": "open 24 hours",
            "packages": "package room, fob access",
            "late_fee": 95,
            "grace_days": 4,
        },
        staff=("Priya", "Marcus"),
    ),
    Property(
        key="kestrel-point",
        name="Kestrel Point",
        heard_as=("castle point", "kess troll point", "kestrel point"),
        address="90 Kestrel Landing",
        phone="(312) 555-0134",
        hours=(*_ALL_WEEK, (10, 17), (12, 17)),
        prefix="K",
        floors=9,
        plans=(Plan(1, 1, 760, 2080, 17), Plan(2, 2, 1120, 2870, 14), Plan(3, 2, 1445, 3640, 8)),
        amenities=(
            "rooftop deck",
            "gym with yoga room",
            "in-unit washer and dryer",
            "concierge 8am-8pm",
            "two elevators",
            "EV chargers (4)",
            "resident storage cages",
            "dishwasher in every unit",
        ),
        pets=_pets(["cat", "dog"], 2, 400, 50, None),
        parking=_parking("underground garage, reserved", 195, 225, "validated 3 hours at concierge"),
        fees=_fees(75, 250, 750, 300),
        utilities={
            "included": ["water", "trash", "heat"],
            "resident_pays": ["electric", "internet"],
            "average_electric_monthly": 81,
        },
        terms=_terms([12, 15, 18], 0),
        special=None,
        residents={
            "quiet_hours": "11pm-7am",
            "lockout_fee": 100,
            "key_replacement": 85,
            "fitness_hours": "5am-midnight",
            "packages": "concierge desk",
            "late_fee": 125,
            "grace_days": 3,
        },
        staff=("Yvonne", "Theo"),
    ),
    Property(
        key="marlow-yards",
        name="Marlow Yards",
        heard_as=("marlo yards", "mellow yards", "marlow yard"),
        address="1550 Foundry Road",
        phone="(312) 555-0147",
        hours=(*_ALL_WEEK, (10, 17), None),
        prefix="M-",
        floors=3,
        plans=(
            Plan(0, 1, 475, 1180, 7),
            Plan(1, 1, 640, 1435, 15),
            Plan(2, 1, 890, 1895, 16),
            Plan(3, 2, 1180, 2360, 8),
        ),
        amenities=(
            "shared laundry in building B",
            "playground",
            "community garden",
            "fitness corner",
            "free surface parking",
            "window A/C units",
        ),
        pets=_pets(["cat"], 2, 250, 25, None),
        parking=_parking("surface lot, unassigned", 0, 40, "any unmarked space"),
        fees=_fees(40, 100, 400, 150),
        utilities={
            "included": ["water", "trash", "heat", "gas"],
            "resident_pays": ["electric", "internet"],
            "average_electric_monthly": 55,
        },
        terms=_terms([6, 12], 100),
        special="Admin fee waived for applications completed by October 31",
        residents={
            "quiet_hours": "10pm-7am",
            "lockout_fee": 60,
            "key_replacement": 25,
            "fitness_hours": "6am-10pm",
            "packages": "left at unit door or office",
            "late_fee": 60,
            "grace_days": 5,
        },
        staff=("Carmen", "Odell"),
    ),
    Property(
        key="osprey-row",
        name="Osprey Row",
        heard_as=("osprey row", "hospital row", "ospreyrow"),
        address="31 Tannery Lane",
        phone="(312) 555-0158",
        hours=(*_ALL_WEEK, (11, 16), None),
        prefix="",
        floors=3,
        plans=(Plan(1, 1, 710, 1695, 12), Plan(2, 2.5, 1205, 2540, 13), Plan(3, 2.5, 1510, 3095, 9)),
        amenities=(
            "private entrances",
            "attached one-car garages",
            "in-unit washer and dryer",
            "small fenced patios",
            "walking path",
            "central A/C",
        ),
        pets=_pets(["cat", "dog"], 3, 350, 45, 100),
        parking=_parking("attached one-car garage", 0, 65, "driveway plus 6 guest spaces"),
        fees=_fees(60, 175, 600, 250),
        utilities={
            "included": ["trash"],
            "resident_pays": ["electric", "gas", "water", "internet"],
            "average_electric_monthly": 96,
        },
        terms=_terms([12, 18, 24], 0),
        special=None,
        residents={
            "quiet_hours": "10pm-7am",
            "lockout_fee": 85,
            "key_replacement": 50,
            "fitness_hours": "no fitness room",
            "packages": "delivered to your door",
            "late_fee": 100,
            "grace_days": 5,
        },
        staff=("Bettina", "Ray"),
    ),
    Property(
        key="the-bramwell",
        name="The Bramwell",
        heard_as=("the brand well", "the bram well", "bramwell"),
        address="718 North Cutler Street",
        phone="(312) 555-0169",
        hours=((10, 19), (10, 19), (10, 19), (10, 19), (10, 18), (10, 17), (12, 16)),
        prefix="",
        floors=12,
        plans=(Plan(0, 1, 545, 1670, 12), Plan(1, 1, 742, 2015, 17), Plan(2, 2, 1086, 2795, 12)),
        amenities=(
            "sky lounge",
            "gym",
            "in-unit washer and dryer",
            "bike room",
            "24-hour front desk",
            "three elevators",
            "dog wash",
            "central A/C",
        ),
        pets=_pets(["cat", "dog"], 2, 400, 45, 50),
        parking=_parking("attached garage, valet", 230, None, "public garage next door"),
        fees=_fees(70, 225, 600, 300),
        utilities={
            "included": ["trash"],
            "resident_pays": ["electric", "water", "internet"],
            "average_electric_monthly": 69,
        },
        terms=_terms([6, 9, 12, 15], 210),
        special="Six weeks free on studios with a 15-month lease",
        residents={
            "quiet_hours": "11pm-8am",
            "lockout_fee": 95,
            "key_replacement": 75,
            "fitness_hours": "5am-midnight",
            "packages": "front desk",
            "late_fee": 110,
            "grace_days": 3,
        },
        staff=("Ingrid", "Malik"),
    ),
)

# What people ask for, by the words an amenity list would have to contain for a yes.
ASKED_AMENITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("a pool", ("pool",)),
    ("a gym", ("gym", "fitness")),
    ("a washer and dryer in the unit", ("in-unit washer",)),
    ("EV charging", ("EV",)),
    ("an elevator", ("elevator",)),
    ("bike storage", ("bike",)),
    ("a dog park", ("dog run",)),
    ("storage units", ("storage cages",)),
    ("a coworking space", ("coworking",)),
    ("central air", ("central A/C",)),
    ("a dishwasher", ("dishwasher",)),
    ("a balcony", ("balcony", "patios")),
    ("a sauna", ("sauna",)),
    ("a rooftop", ("rooftop", "sky lounge")),
    ("a doorman", ("concierge", "front desk")),
)

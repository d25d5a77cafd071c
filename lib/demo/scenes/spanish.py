"""Conversations in Spanish: looking for an apartment, something broken, asking for a person."""

from __future__ import annotations

from datetime import date, timedelta

from lib.demo import desk, failures, world
from lib.demo.dates import clock, draw_move_in
from lib.demo.grammar import clipped
from lib.demo.scenes.in_spanish import DAYS, MONTHS, day_text, protest, say
from lib.demo.scenes.spanish_questions import QUESTIONS
from lib.demo.talk import Talk

_BEDS = {
    0: "estudio",
    1: "apartamento de una recámara",
    2: "apartamento de dos recámaras",
    3: "apartamento de tres recámaras",
}
_PROBLEMS = (
    ("[la llave de la cocina|el lavabo] [gotea|no deja de gotear]", "plumbing", "kitchen faucet drips"),
    ("[el refrigerador|la nevera] [no enfría|dejó de enfriar]", "appliance", "refrigerator not cooling"),
    ("[hay|salieron] cucarachas en la cocina", "pest", "roaches in kitchen"),
    ("[el baño|la taza] [se tapó|no baja bien]", "plumbing", "toilet clogged"),
    ("[el aire|el clima] [no enfría|hace ruido]", "hvac", "A/C not cooling"),
    ("[la secadora|mi secadora] [no calienta|no prende]", "appliance", "dryer not heating"),
)


def person_please(t: Talk) -> None:
    """Ask for a person, or raise what only a person may settle."""
    t.user(
        (
            "[quiero|necesito|puedo] hablar con [una persona|alguien de la oficina|el gerente|la señora de "
            "la oficina][, por favor|]"
        ),
        (
            "[hola|buenas], [me cobraron|me están cobrando] [un recargo|75 dólares de más|dos veces el "
            "parking] y [yo pagué a tiempo|no debo nada]. [quién me ayuda|con quién hablo]?"
        ),
        (
            "[necesito|tengo que] [salirme|terminar mi contrato] antes, [me quedé sin trabajo|nos vamos a "
            "Texas], [qué hago|con quién lo veo]?"
        ),
    )
    if t.wants(failures.HANDOFF):
        said = t.say(
            (
                "[Entiendo|Claro]. [Dígame de qué se trata|Cuénteme qué pasó] y [yo le ayudo|lo vemos aquí "
                "mismo]."
            ),
            (
                "[Yo le puedo ayudar con eso|Eso lo vemos por aquí], [¿qué necesita?|no hace falta ir a la "
                "oficina.]"
            ),
        )
        t.plant(
            failures.HANDOFF,
            said,
            topic="a request for a person (in Spanish)",
            team="leasing office",
            did=clipped(said),
        )
        t.disappointed = True
        t.user(
            "[no, con una persona|prefiero una persona]",
            "[ya le dije|ya expliqué]",
            "[mejor voy a la oficina|olvídelo]",
        )
        return
    how, who, wait = desk.transfer(
        t,
        "leasing_office",
        "Spanish speaker asks for a person",
        t.phrase("[Con gusto|Claro], [le comunico|le paso con alguien|un momento].", "", ""),
    )
    if how == "connected":
        say(
            t,
            (
                "[Le atiende|Ya está con usted] {who}[, de la oficina|].",
                "{who} [toma su caso|le atiende] ahora mismo.",
            ),
            ("{who} [is with you now|has joined].",),
            who=who,
        )
    elif how == "queued":
        say(
            t,
            (
                (
                    "[Le atienden|Alguien le atiende] en unos {minutes} minutos, [no cierre el chat|por "
                    "favor espere|aquí mismo]."
                ),
            ),
            ("[About|Around] {minutes} minutes of wait, please stay here.",),
            minutes=wait.split()[0],
        )
    else:
        say(
            t,
            (
                (
                    "La oficina [ya cerró|está cerrada]; {who} le llama [en cuanto abran|cuando abra la "
                    "oficina], [ya quedó programado|está agendado]."
                ),
            ),
            ("The office is closed now; {who} will call you {wait}.",),
            who=who,
            wait=wait,
        )
    t.user("[gracias|ok gracias]", "[está bien|bueno]", "[ojalá|ok]")


def seeking(t: Talk) -> None:
    """Look for an apartment."""
    beds = t.pick([plan.beds for plan in t.place.plans][:3])
    move_in = draw_move_in(t.rng, t.now)
    when = t.pick(
        (
            f"{move_in.day} de {MONTHS[move_in.month - 1]}",
            f"para el {move_in.day} de {MONTHS[move_in.month - 1]}",
        )
    )
    t.user(
        (
            "[hola|buenas|buenos días|Hola, buenas tardes], [busco|estoy buscando|ando buscando] un {beds} "
            "[para mi familia|para mí y mi esposo|en {place}|]"
        ),
        "[hola |]¿[tienen|tendrán|hay] {beds} [disponible|para rentar|libre]?",
        (
            "[buenas|hola] [quisiera información de|me interesa] un {beds}, [vi el letrero|me recomendó "
            "una amiga|lo vi en internet]"
        ),
        "[cuánto sale|en cuánto está|cuánto cuesta] [la renta de|] un {beds} [ahí|en {place}|]?",
        beds=_BEDS[beds],
    )
    skip = t.wants(failures.MOVE_IN) and t.chance(0.4)
    if not skip:
        english = say(
            t,
            (
                (
                    "[Con gusto|Claro que sí|Claro]. ¿[Para cuándo|Para qué fecha] [lo necesita|se quiere "
                    "mudar|piensa mudarse]?"
                ),
                (
                    "~¡Gracias por escribirnos! ~¿[Qué fecha de mudanza tiene en mente|Cuándo le gustaría "
                    "mudarse]?"
                ),
            ),
            (
                "[Sure|Happy to help]! When [would you like to|are you hoping to] move in?",
                "[What's your move-in date|When do you plan to move]?",
            ),
        )
        if english and t.chance(0.5):
            protest(t)
            t.say(
                "[Of course|I understand]. [What date would you like to move in|When is your move]?",
                "[No problem|Sure], [just tell me|please tell me] [the move-in date|when you want to move].",
            )
        t.user(
            "{when}", "{when} [más o menos|si se puede|]", "[lo más pronto mejor|ya casi], {when}", when=when
        )
    found = desk.find_units(t, beds, None if skip else move_in, None)
    if not found:
        t.disappointed = True
        say(
            t,
            (
                "[Por ahora|De momento] no [tenemos|hay] {beds} disponible [para esa fecha|] en {place}.",
                "[Lo siento|Disculpe], no [me aparece|hay] ningún {beds} [para entonces|en este momento].",
            ),
            (
                (
                    "[Sorry, there is|Unfortunately there's] nothing available [for that date|right now] "
                    "at {place}."
                ),
            ),
            beds=_BEDS[beds],
        )
        t.user("[bueno gracias|ni modo, gracias]", "[ok|está bien] gracias")
        return
    unit = found[0]
    facts = {
        "number": unit.number,
        "rent": f"{unit.rent:,}",
        "sqft": unit.sqft,
        "free": "ya"
        if unit.available <= t.now.date()
        else f"el {unit.available.day} de {MONTHS[unit.available.month - 1]}",
        "date": "now" if unit.available <= t.now.date() else f"{unit.available:%B} {unit.available.day}",
    }
    said_before = t.step
    say(
        t,
        (
            (
                "[Tengo|Hay|Está] el <{number}>: ${rent} al mes, {sqft} pies cuadrados, [disponible|libre] "
                "{free}.[ ¿Le gustaría verlo?| ¿Quiere visitarlo?|]"
            ),
            (
                "[El|El apartamento] {number} [se renta en|cuesta] <${rent}> mensuales y [queda libre|está "
                "disponible] {free}.[ ¿Gusta pasar a verlo?|]"
            ),
        ),
        (
            (
                "<Unit {number}> is ${rent} a month, {sqft} sq ft, available {date}. [Would you like to "
                "see it|Want to tour it]?"
            ),
            "I have {number} at <${rent}>/month, available {date}.",
        ),
        **facts,
    )
    if skip:
        t.plant(
            failures.MOVE_IN,
            f"${unit.rent:,}",
            said_before + 1,
            unit=unit.number,
            rent=f"${unit.rent:,}",
            count="1",
            noun="apartment",
            free=str(facts["date"]),
        )
    if failures.LANGUAGE in t.planted and t.chance(0.6):
        protest(t)
        t.say(
            (
                "[Sure|Of course]! {number} costs ${rent} per month. [Would you like a tour|Shall I book a "
                "tour]?"
            ),
            "[Absolutely|No problem]. [It's|That's] unit {number}, ${rent} monthly.",
            **facts,
        )
        t.user(
            "[olvídelo|mejor llamo|gracias de todos modos]",
            "[no le entiendo|no entendí nada]",
            "[ok...|bueno]",
        )
        if t.chance(0.6):
            return
    for question in t.rng.sample(QUESTIONS, t.pick((0, 1, 1, 2, 3))):
        question(t)
    if t.chance(0.65):
        _visit(t, unit)
    if t.chance(0.7):
        t.user(
            "[muchas gracias|gracias|mil gracias]",
            "[ok|sale|perfecto] gracias",
            "[muy amable|Dios la bendiga]",
        )


def _visit(t: Talk, unit: world.Unit) -> None:
    day = world.open_day(t.place, t.now.date() + timedelta(days=t.pick((1, 2, 3, 4))))
    t.user(
        "[sí|si], [¿se puede|puedo] [verlo|ir a verlo] el {day}?",
        "[¿cuándo|cuando] [lo puedo ver|puedo pasar]? el {day} [descanso|tengo libre]",
        "[me gustaría|quiero] [verlo|ir] el {day}",
        day=DAYS[day.weekday()],
    )
    free = desk.calendar(t, day, 2)
    times, taken = free[:2], free[0]
    if t.wants(failures.CALENDAR) and t.chance(0.8):
        taken = world.busy_times(t.rng, t.place, day, free)[0]
        times = [taken, free[0]]
    shown = " o ".join(clock(time) for time in times)
    english = failures.LANGUAGE in t.planted
    say(
        t,
        (
            "[El|Para el] {day} [tengo|hay|me queda] a las {times}. ¿Cuál [prefiere|le queda mejor]?",
            "[Puede venir|Hay espacio] el {day} a las {times}.",
        ),
        ("[On|For] {weekday} I have {times}. Which [works|one]?",),
        day=day_text(day),
        weekday=f"{day:%A}",
        times=shown.replace(" o ", " or ") if english else shown,
    )
    if taken not in free:
        t.plant(
            failures.CALENDAR,
            clock(taken),
            said=clock(taken),
            first=clock(free[0]),
            day=f"{day:%a}",
            slots=", ".join(free),
        )
    t.user(
        "[a las|] {time} [está bien|por favor|]",
        "[la de las|mejor a las] {time}",
        time=clock(taken).split()[0],
    )
    if not {"name", "contact"} <= t.known:
        say(
            t,
            (
                "¿[A nombre de quién|Me da su nombre]{phone}?",
                "¿[Cuál es su nombre|Su nombre]{phone}, por favor?",
            ),
            ("[What's|May I have] your name{number}?",),
            phone="" if "contact" in t.known else " y su teléfono",
            number="" if "contact" in t.known else " and phone number",
        )
        t.user(
            "{name}{phone}",
            "[soy|a nombre de] {name}{phone}",
            phone="" if "contact" in t.known else f" {t.person.phone}",
        )
        t.known |= {"name", "contact"}
    desk.book(t, day, taken, unit)
    say(
        t,
        (
            (
                "[Listo|Queda agendado|Su cita está confirmada]: {day} a las {time}, {address}. [Traiga "
                "una identificación|Nos vemos|Le esperamos]."
            ),
            "[Confirmado|Perfecto], {day}, {time}. [La dirección es|Estamos en] {address}.",
        ),
        ("[You're booked|All set] for {weekday} at {time}, {address}.",),
        day=day_text(day),
        weekday=f"{day:%A}",
        time=clock(taken),
    )


def broken(t: Talk) -> None:
    """Report something broken."""
    said, category, summary = t.pick(_PROBLEMS)
    t.user(
        "[hola|buenas], " + said,
        said + ", [pueden mandar a alguien|quién lo arregla]?",
        "[disculpe|oiga] " + said + " [desde ayer|desde el lunes|otra vez]",
    )
    say(
        t,
        (
            (
                "[Lamento la molestia|Qué pena|Disculpe la molestia]. ¿[Cuál es su número de "
                "apartamento|En qué apartamento vive]?"
            ),
            "[Claro, lo reporto|Con gusto lo reporto]. ¿[Su número de unidad|En cuál apartamento es]?",
        ),
        (
            "[Sorry to hear that|Sorry about that]. What's your unit number?",
            "[I can report that|Let me log it]. Which unit are you in?",
        ),
    )
    if failures.LANGUAGE in t.planted and t.chance(0.5):
        protest(t)
        t.say("[I need your unit number|Please give me your apartment number] to [open a ticket|continue].")
    t.user("[el|es el|apartamento] {unit}", "{unit}", "{unit}, [gracias|por favor]", unit=t.person.unit)
    number, window = desk.ticket(t, category, summary, "normal")
    result = str(t.messages[-1]["content"])
    day = date.fromisoformat(result.split('"visit_date": "')[1][:10])
    hours = result.split('"visit_window": "')[1].split('"')[0].replace("-", " y las ")
    say(
        t,
        (
            "[Listo|Reportado], <{number}>. [Pasan|El técnico pasa|Irán] el {day} entre las {hours}.",
            "[Su reporte es el|Número de orden:] {number}. [Visita|Le visitan] el {day}, entre las {hours}.",
        ),
        ("[Done|Logged]: {number}. [Maintenance comes|The visit is] {window}.",),
        number=number,
        day=day_text(day),
        hours=hours,
        window=window,
    )
    t.user("[gracias|ok gracias|muchas gracias]", "[ojalá sí vengan|está bien]", "[sale|bueno]")

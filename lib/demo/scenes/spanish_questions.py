"""What people ask about an apartment in Spanish."""

from __future__ import annotations

from lib.demo import desk
from lib.demo.grammar import entries
from lib.demo.scenes.in_spanish import say
from lib.demo.talk import Talk

_THINGS = {
    "water": "el agua",
    "trash": "la basura",
    "heat": "la calefacción",
    "gas": "el gas",
    "electric": "la luz",
    "internet": "el internet",
}


def _pets(t: Talk) -> None:
    rules = t.place.pets
    t.user(
        "¿[aceptan|se permiten] [mascotas|gatos]? [tengo un gatito|es un gato|]",
        "[y con|tengo] [un gato|dos gatos], [hay problema|cobran extra|se puede]?",
    )
    desk.look_up(t, "pets")
    say(
        t,
        (
            "Sí, [se aceptan gatos|con gato no hay problema]: depósito de <${deposit}> y ${monthly} al mes.",
            "[Claro|Sí], [el depósito es de|son] ${deposit} [de depósito |]y ${monthly} mensuales.",
        ),
        ("[Yes|Sure], cats are fine: ${deposit} deposit and ${monthly} a month.",),
        deposit=rules["pet_deposit"],
        monthly=rules["pet_rent_monthly"],
    )


def _deposit(t: Talk) -> None:
    rules = t.place.fees
    t.user(
        "¿[cuánto es|de cuánto es] el depósito?",
        "[y cuánto|cuánto] [necesito|se ocupa] para [entrar|mudarme]?",
        "[y|oiga y] el depósito [cuánto es|en cuánto está]",
    )
    desk.look_up(t, "fees")
    say(
        t,
        (
            (
                "El depósito es de <${deposit}>, [la solicitud|la aplicación] ${application} por adulto y "
                "${admin} de administración."
            ),
            (
                "[Son|Serían] ${deposit} de depósito, más ${application} por [solicitud|aplicación] y "
                "${admin} de cuota administrativa."
            ),
        ),
        (
            (
                "The deposit is <${deposit}>, [plus|with] a ${application} application fee and ${admin} "
                "admin fee."
            ),
        ),
        deposit=rules["security_deposit"],
        application=rules["application_fee"],
        admin=rules["admin_fee"],
    )


def _included(t: Talk) -> None:
    rules = t.place.utilities
    t.user(
        "¿[incluye|viene con] [la luz y el agua|los servicios|biles]?",
        "[qué servicios incluye|y los biles|los biles van aparte]?",
        "[la renta|] [incluye|ya trae] [agua|luz|todo]?",
    )
    desk.look_up(t, "utilities")
    included = [str(each) for each in entries(rules["included"])]
    say(
        t,
        (
            "[Incluye|La renta incluye] {things}; [lo demás|el resto] [lo paga usted|va por su cuenta].",
            (
                "[Sí incluye|Viene incluido]: {things}. La luz [sale en promedio en|anda por los] "
                "${average} al mes."
            ),
        ),
        ("[The rent includes|Included]: {english_things}. The rest is [yours to pay|on you].",),
        things=", ".join(_THINGS[each] for each in included),
        english_things=", ".join(included),
        average=rules["average_electric_monthly"],
    )


def _parking(t: Talk) -> None:
    rules = t.place.parking
    t.user(
        "¿[hay|tiene] estacionamiento?",
        "[y para el carro|dónde dejo el carro|tengo dos trocas, hay lugar]?",
        "el [parking|parqueadero] [se paga aparte|cuánto cuesta]?",
    )
    desk.look_up(t, "parking")
    cost = f"cuesta <${rules['monthly']}> al mes" if rules["monthly"] else "no tiene costo"
    say(
        t,
        ("[Sí hay|Sí, hay lugar]; {cost}.", "[Claro|Sí], el estacionamiento {cost}."),
        ("[Yes|There is] parking, {english_cost}.",),
        cost=cost,
        english_cost=f"${rules['monthly']} a month" if rules["monthly"] else "at no charge",
    )


def _papers(t: Talk) -> None:
    t.user(
        "¿[qué papeles|qué documentos] [piden|necesito]?",
        "[qué piden|qué se necesita] para [rentar|aplicar]? [gano por semana|trabajo por mi cuenta|]",
        "[piden|checan] crédito?",
    )
    desk.look_up(t, "screening")
    say(
        t,
        (
            (
                "[Piden|Se necesita] identificación con foto, dos talones de pago recientes y [el "
                "contacto|los datos] de su último arrendador."
            ),
            (
                "[El ingreso debe ser|Hay que ganar] tres veces la renta, y el crédito [de 620 o "
                "más|mínimo es 620]. Se acepta aval con 4 veces la renta."
            ),
        ),
        ("[You need|We ask for] a photo ID, two recent pay stubs and your last landlord's contact.",),
    )


QUESTIONS = (_pets, _deposit, _included, _parking, _papers)

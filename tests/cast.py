"""The people of every test. Lena learns, Omar is another learner, Ines instructs for partner North,
Paula runs partner North, Rui runs partner South, Sam runs the programme."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Partner, User
from accounts.partners.engine.capabilities import Role
from tests.factories.accounts import MembershipFactory, PartnerFactory, UserFactory


@dataclass(frozen=True)
class Cast:
    lena: User
    omar: User
    ines: User
    paula: User
    rui: User
    sam: User
    north: Partner
    south: Partner


def make_cast() -> Cast:
    """All six people and both partners, as rows."""
    north = PartnerFactory(name="North Training", slug="north")
    south = PartnerFactory(name="South Skills", slug="south")

    def person(name: str, **extra: object) -> User:
        return UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org", **extra)

    ines, paula, rui = person("Ines Vogt"), person("Paula Berg"), person("Rui Tavares")
    MembershipFactory(partner=north, user=ines, role=Role.INSTRUCTOR.value)
    MembershipFactory(partner=north, user=paula, role=Role.OWNER.value)
    MembershipFactory(partner=south, user=rui, role=Role.OWNER.value)
    return Cast(
        lena=person("Lena Brandt"),
        omar=person("Omar Said"),
        ines=ines,
        paula=paula,
        rui=rui,
        sam=person("Sam Okafor", is_staff=True),
        north=north,
        south=south,
    )

"""People and organisations, whole: a person's address is verified, a partner is active."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.models import EmailAddress

from accounts.models import ClientOrganisation, Membership, Partner, User
from accounts.partners.engine.capabilities import Role
from accounts.partners.models import PartnerState

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person-{n}@example.org")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def address(self: User, create: bool, extracted: Any, **_: Any) -> None:
        if create:
            EmailAddress.objects.create(
                user=self, email=self.email, verified=extracted is not False, primary=True
            )


class PartnerFactory(factory.django.DjangoModelFactory[Partner]):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Partner {n}")
    slug = factory.Sequence(lambda n: f"partner-{n}")
    country = "NL"
    time_zone = "Europe/Amsterdam"
    state = PartnerState.ACTIVE


class ClientOrganisationFactory(factory.django.DjangoModelFactory[ClientOrganisation]):
    class Meta:
        model = ClientOrganisation

    name = factory.Sequence(lambda n: f"Client {n}")
    partner = factory.SubFactory(PartnerFactory)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership
        skip_postgeneration_save = True

    partner = factory.SubFactory(PartnerFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.INSTRUCTOR.value

    @factory.post_generation
    def desk(self: Membership, create: bool, extracted: Any, **_: Any) -> None:
        if create and not self.user.has_desk:
            self.user.has_desk = True
            self.user.save(update_fields=["has_desk"])

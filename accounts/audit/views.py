"""The audit log of the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.audit.access import require_auditor
from accounts.audit.forms import AuditFilter
from accounts.audit.selectors import audit_page, chain_state, known_verbs
from accounts.audit.services import verify_audit

if TYPE_CHECKING:
    from accounts.users.requests import SignedInRequest


@login_required
@require_safe
def audit_log(request: SignedInRequest) -> HttpResponse:
    require_auditor(request.user)
    filters = AuditFilter(request.GET)
    page = audit_page(
        search=filters.value("q"),
        verb=filters.value("verb"),
        partner=filters.value("partner"),
        since=filters.value("since"),
        until=filters.value("until"),
        page=filters.value("page"),
    )
    context = {"page": page, "filters": filters, "chain": chain_state(), "verbs": known_verbs()}
    return render(request, "accounts/audit/log.html", context)


@login_required
@require_POST
def check(request: SignedInRequest) -> HttpResponse:
    """Walk the whole chain now."""
    require_auditor(request.user)
    report = verify_audit()
    if report.is_whole:
        messages.success(
            request,
            ngettext(
                "The chain is whole: %(count)s entry checked.",
                "The chain is whole: %(count)s entries checked.",
                report.checked,
            )
            % {"count": report.checked},
        )
    else:
        first = report.breaks[0]
        messages.error(
            request,
            _("The chain is broken at entry %(sequence)s: %(problem)s.")
            % {"sequence": first.sequence, "problem": first.problem},
        )
    return redirect("accounts:audit")

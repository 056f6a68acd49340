"""Taking all of a company's data along."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.account.proof import fresh_proof
from tenants.context import current_company
from tenants.privacy.company_export import write_export

# Up to this size the file stays in memory.
_IN_MEMORY = 5_000_000


@role_required("owner")
@fresh_proof()
def page(request: HttpRequest) -> HttpResponse:
    """What the file holds, and the button."""
    return render(request, "portal/team/export.html")


@role_required("owner")
@fresh_proof()
@require_POST
def download(request: HttpRequest) -> FileResponse:
    """Everything as one file; it is made for this answer and kept nowhere."""
    now = timezone.now()
    # FileResponse closes it, and with that it is gone.
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    company = current_company()
    write_export(file, company=company, now=now)
    file.seek(0)
    name = f"{company.slug}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")

"""Calendars by secret address, for the programs that people have on their phones."""

from __future__ import annotations

import hashlib
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from askproai.core.errors import NotFound
from booking.models import Branch, StaffMember
from booking.queries.feeds import branch_feed, staff_feed
from booking.services.links import LinkPurpose, subject_of
from portal.access import public_view
from portal.selfservice.feed_file import feed_file

_STAFF: Final = {LinkPurpose.STAFF_FEED: False, LinkPurpose.STAFF_FEED_NAMED: True}
_BRANCH: Final = {LinkPurpose.BRANCH_FEED: False, LinkPurpose.BRANCH_FEED_NAMED: True}


@public_view
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, or 304 while it is the one that the program has already."""
    content = _content(secret)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}
    if etag in known:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _content(secret: str) -> bytes:
    now = timezone.now()
    for purpose, with_names in (*_STAFF.items(), *_BRANCH.items()):
        try:
            subject = subject_of(secret=secret, purpose=purpose, now=now)
        except NotFound:
            continue
        if purpose in _STAFF:
            staff = StaffMember.objects.filter(pk=subject, is_active=True).first()
            if staff is not None:
                return feed_file(staff_feed(staff=staff, now=now), with_names=with_names, several=False)
        else:
            branch = Branch.objects.filter(pk=subject, is_active=True).first()
            if branch is not None:
                return feed_file(branch_feed(branch=branch, now=now), with_names=with_names, several=True)
    raise Http404

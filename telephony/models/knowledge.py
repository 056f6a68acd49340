"""What the receptionist may tell: sources, their passages, and questions that had no answer."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Branch
from telephony.enums import KnowledgeTopic, QuestionState, SourceKind, SourceState
from telephony.models.calls import Call
from tenants.fields import EncryptedTextField


class KnowledgeSource(models.Model):
    """A text that answers may be taken from: typed, an FAQ entry, a web page, or a PDF."""

    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Filiale")
    )
    kind = models.CharField(_("Art"), max_length=10, choices=SourceKind)
    topic = models.CharField(
        _("Thema"), max_length=12, choices=KnowledgeTopic, default=KnowledgeTopic.GENERAL
    )
    title = models.CharField(_("Titel oder Frage"), max_length=200)
    url = models.URLField(_("Adresse"), max_length=500, blank=True)
    text = models.TextField(_("Text"), blank=True)
    # A PDF only until it has been read.
    upload = models.BinaryField(null=True, editable=False)
    state = models.CharField(_("Zustand"), max_length=10, choices=SourceState, default=SourceState.READY)
    problem = models.CharField(_("Grund"), max_length=40, blank=True)
    fetched_at = models.DateTimeField(_("gelesen"), null=True, blank=True)
    created_at = models.DateTimeField(_("angelegt"))
    # What the last reading brought and took away, as lists of passages.
    added = models.JSONField(default=list, blank=True)
    removed = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("Wissensquelle")
        verbose_name_plural = _("Wissen")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A piece of a source that can be spoken of by itself."""

    source = models.ForeignKey(
        KnowledgeSource, models.CASCADE, related_name="passages", verbose_name=_("Quelle")
    )
    position = models.PositiveSmallIntegerField(_("Nr."))
    heading = models.CharField(_("Überschrift"), max_length=200, blank=True)
    text = models.TextField(_("Text"))
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("Abschnitt")
        verbose_name_plural = _("Abschnitte")
        ordering = ("source", "position")
        constraints = [models.UniqueConstraint(fields=["source", "position"], name="passage_once_per_place")]
        indexes = [GinIndex(fields=["search"], name="passage_search")]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.position}"


class OpenQuestion(models.Model):
    """Something callers wanted to know that no source says; the same question asked again counts up."""

    text = EncryptedTextField(_("Frage"))
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Filiale")
    )
    times_asked = models.PositiveIntegerField(_("Anzahl"), default=1)
    first_asked_at = models.DateTimeField(_("zuerst gefragt"))
    last_asked_at = models.DateTimeField(_("zuletzt gefragt"))
    last_call = models.ForeignKey(
        Call, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Anruf")
    )
    state = models.CharField(_("Zustand"), max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    answer = models.ForeignKey(
        KnowledgeSource, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Antwort")
    )
    closed_at = models.DateTimeField(_("erledigt"), null=True, blank=True)

    class Meta:
        verbose_name = _("offene Frage")
        verbose_name_plural = _("offene Fragen")
        ordering = ("-times_asked", "-last_asked_at", "-pk")
        indexes = [
            models.Index(fields=["-times_asked"], condition=Q(state="open"), name="question_open"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""Known persons. Several may share a phone number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tenants.fields import EncryptedTextField


class Customer(models.Model):
    """A person with a history. Phone and e-mail are encrypted; ``phone_index`` finds a number unseen."""

    name = models.CharField(max_length=160)
    # The name without case and double spaces: with the number it tells persons apart and finds them again.
    name_key = models.CharField(max_length=160, editable=False)
    phone = EncryptedTextField(blank=True, default="")
    phone_index = models.BinaryField(max_length=16, null=True, editable=False)
    email = EncryptedTextField(blank=True, default="")
    note = EncryptedTextField(blank=True, default="")
    language = models.CharField(max_length=5, default="de")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index", "name_key"],
                condition=Q(phone_index__isnull=False),
                name="customer_once_per_number_and_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

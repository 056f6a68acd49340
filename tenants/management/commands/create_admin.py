"""``manage.py create_admin``: somebody who may see the whole platform."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from tenants.models import User


class Command(BaseCommand):
    """Refuses an address that is known: making somebody an admin of everything is no side effect."""

    help = "Creates a platform admin, who signs in under /admin/ on the platform's host."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--password", help="Asked for when it is not given, so that it stays out of the history."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        password = options["password"] or getpass.getpass("Password: ")
        try:
            validate_email(email)
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} is known already; nothing was changed.")
        User.objects.create_superuser(email, password)
        if options["verbosity"]:
            self.stdout.write(f"{email} may sign in as platform admin.")

"""What customers answer behind a secret link: to a time that got free, or because somebody is sick."""

"""What is wrong with a company file."""

from __future__ import annotations

from dataclasses import dataclass

from askproai.core.errors import RuleViolated


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing to put right. ``where`` is the path of keys, such as ``staff[2].services[0]``."""

    line: int
    where: str
    message: str

    def __str__(self) -> str:
        return (
            f"line {self.line}: {self.where}: {self.message}"
            if self.where
            else f"line {self.line}: {self.message}"
        )


class CompanyFileInvalid(RuleViolated):
    """The file cannot be used; ``problems`` lists everything that was found, in the order of the lines."""

    code = "company_file_invalid"

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(problems=len(problems))

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

"""What to do about a failure, from docs/runbook.md: people and tasks read the same list."""

import re
from dataclasses import dataclass

from include.settings import CHECKOUT

RUNBOOK = CHECKOUT / "docs/runbook.md"
NO_CODE = "NO-CODE"


@dataclass(frozen=True)
class Entry:
    code: str
    name: str
    meaning: str
    retry: str
    mend: str


def entries() -> dict[str, Entry]:
    """All entries by their code. Each is a heading and three paragraphs."""
    found = re.findall(
        r"^## (\S+) (\S+)\n+Meaning: (.+?)\n\nRetry: (.+?)\n\nMend: (.+?)\n*(?=\n## |\Z)",
        RUNBOOK.read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    return {fields[0]: Entry(*(" ".join(field.split()) for field in fields)) for fields in found}


@dataclass(frozen=True)
class Failure:
    """What the command's output tells of its failure."""

    code: str
    table: str | None
    log: str | None

    @staticmethod
    def of(lines: list[str]) -> "Failure":
        text = "\n".join(lines)
        return Failure(
            code=_last(r"^ *(JH-\d{4}) ", text) or NO_CODE,
            table=_last(r"^ *\d+/\d+ (\S+) +(?:failed|waiting)", text),
            log=_last(r"^log: (.+)$", text),
        )

    def report(self, exit_code: int, attempt: str, command: str) -> str:
        """The last lines of a task that failed."""
        try:
            entry = entries()[self.code]
        except (OSError, KeyError):
            # the failure itself must be told, whatever becomes of its explanation
            entry = Entry(self.code, "", f"not in {RUNBOOK}", "unknown", "see the lines above")
        return "\n".join(
            [
                f"code: {entry.code} {entry.name}, exit code {exit_code}: {entry.meaning}",
                f"table: {self.table or 'not known'}",
                f"attempt: {attempt}",
                f"retry: {entry.retry}",
                f"next: {entry.mend}",
                f"command: {command}",
                f"log: {self.log or 'see above'}",
            ]
        )


def _last(pattern: str, text: str) -> str | None:
    found = re.findall(pattern, text, re.MULTILINE)
    return found[-1] if found else None

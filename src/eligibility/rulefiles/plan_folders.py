"""Dossiers: a plan with its law, and with what lies beside it: the planner's choices and the assumptions."""

from datetime import date
from pathlib import Path

import attrs

from eligibility.model import Answer, Assumption, Choices, Law, LoadedPlan, folder_of
from eligibility.rulefiles.annexes import inside
from eligibility.rulefiles.choices import read_assumptions, read_choices
from eligibility.rulefiles.corpus import Library, begins
from eligibility.rulefiles.instruments import known
from eligibility.rulefiles.laws import LawReader
from eligibility.rulefiles.plans import Opened, PlanReader, open_plan, scope_of
from eligibility.rulefiles.reader import Sheet
from eligibility.sources import Node, Place, Problem, Text


@attrs.define
class DossierReader:
    """Reads a plan's file and those beside it, all of them before anything is refused."""

    library: Library
    path: Path
    as_of: date
    problems: list[Problem] = attrs.field(factory=list)

    def read(self, assume: bool) -> LoadedPlan | None:
        """The plan with all that belongs to it; None, and why among the problems, where that cannot be."""
        opened = self.library.sheet(self.path, self.problems)
        self.problems += self.library.problems
        if opened is None:
            return None
        sheet, node = opened
        if not begins(node, "plan"):
            self._wrong("tệp này không phải là kế hoạch", "this file is no plan", "plan: 92/KH-STTTT")
            return None
        head = open_plan(sheet, node)
        head = attrs.evolve(head, number=self._number(head))
        law = self._law(head)
        reader = self._reader(head, law)
        choices, answers = self._choices(reader, head)
        assumed = self._assumed(reader, head) if assume else ()
        plan = reader.plan(head, self.library.root) if reader else None
        self.problems = list(dict.fromkeys([*self.problems, *sheet.problems]))
        if plan is None:
            return None
        return LoadedPlan(plan, attrs.evolve(law, answers=answers), choices, assumed, str(self.library.root))

    def _wrong(self, vi: str, en: str, expected: str, path: Path | None = None) -> None:
        place = Place(self.library.shown(path or self.path))
        self.problems.append(Problem(place, Text(vi, en), Text(expected, expected)))

    def _number(self, head: Opened) -> str:
        """The plan's number, empty where the folder is another instrument's: nobody beside it is blamed for that."""
        here, named = self.path.parent.resolve(), folder_of(head.number)
        if not head.number or here.parent != self.library.root or here.name == named:
            return head.number
        vi, en = f"{head.number} nằm trong thư mục {here.name}", f"{head.number} lies in the folder {here.name}"
        head.sheet.wrong(head.fields.at("plan"), vi, en, Text(named, named))
        return ""

    def _law(self, head: Opened) -> Law:
        reader = LawReader(self.library, self.as_of)
        reader.declare(self.path.parent)
        folder = self.library.root / folder_of(head.instrument)
        if head.eligible and head.instrument:
            place = head.eligible.at("rule_set")
            if folder.is_dir():
                reader.in_force(folder, place)
            else:
                vi, en = f"chưa có quy tắc của {head.instrument}", f"there are no rules of {head.instrument}"
                head.sheet.wrong(place, vi, en)
        law = reader.law()
        self.problems += reader.found
        return law

    def _reader(self, head: Opened, law: Law) -> PlanReader | None:
        kind = known(head.sheet, head.fields.get("subject"), "đối tượng", "subject", law.vocabulary)
        lenient = bool(self.problems) or not law.rule_sets
        return PlanReader(head.sheet, law, scope_of(law, lenient), kind.name) if kind else None

    def _choices(self, reader: PlanReader | None, head: Opened) -> tuple[Choices, dict[str, Answer]]:
        opened = self._beside("choices.yaml")
        if opened is None or reader is None:
            return Choices(), {}
        found = read_choices(attrs.evolve(reader, sheet=opened[0]), opened[1], head.number)
        self.problems += opened[0].problems
        return found

    def _assumed(self, reader: PlanReader | None, head: Opened) -> tuple[Assumption, ...]:
        opened = self._beside("assume.yaml")
        path = self.path.parent / "assume.yaml"
        if not path.exists() and not path.is_symlink():
            self._wrong("không có tệp giả định cạnh kế hoạch", "no assumptions lie beside the plan", "assume.yaml")
        if opened is None or reader is None:
            return ()
        found = read_assumptions(opened[0], opened[1], head.number, reader.scope)
        self.problems += opened[0].problems
        return found

    def _beside(self, name: str) -> tuple[Sheet, Node] | None:
        path = self.path.parent / name
        if not path.is_file():
            return None
        if not inside(self.path.parent, name):
            self._wrong("liên kết này ra ngoài thư mục", "this link leaves the folder", name, path)
            return None
        return self.library.sheet(path, self.problems)

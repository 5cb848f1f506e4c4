"""Plan folders: a plan with its law, the planner's choices and the assumptions."""

from datetime import date
from pathlib import Path

import attrs

from eligibility.model import Answer, Assumption, Choices, Law, LoadedPlan, folder_of
from eligibility.rulefiles.annexes import is_inside
from eligibility.rulefiles.choices import read_assumptions, read_choices
from eligibility.rulefiles.corpus import Corpus, has_keyword
from eligibility.rulefiles.instruments import resolve
from eligibility.rulefiles.laws import LawReader
from eligibility.rulefiles.plans import PlanHeader, PlanReader, open_plan, scope_of
from eligibility.rulefiles.reader import FileReader
from eligibility.sources import Node, Place, Problem, Text


@attrs.define
class PlanFolderReader:
    """Reads a plan's file and those beside it, all of them before anything is refused."""

    corpus: Corpus
    path: Path
    as_of: date
    problems: list[Problem] = attrs.field(factory=list)

    def read(self, assume: bool) -> LoadedPlan | None:
        """The plan with all that belongs to it; None, and why among the problems, where that cannot be."""
        opened = self.corpus.open(self.path, self.problems)
        self.problems += self.corpus.problems
        if opened is None:
            return None
        reader, node = opened
        if not has_keyword(node, "plan"):
            self._report("tệp này không phải là kế hoạch", "this file is not a plan", "plan: 92/KH-STTTT")
            return None
        head = open_plan(reader, node)
        head = attrs.evolve(head, number=self._number(head))
        law = self._law(head)
        plans = self._plans(head, law)
        choices, answers = self._choices(plans, head)
        assumed = self._assumed(plans, head) if assume else ()
        plan = plans.plan(head, self.corpus.root) if plans else None
        self.problems = list(dict.fromkeys([*self.problems, *reader.problems]))
        if plan is None:
            return None
        return LoadedPlan(plan, attrs.evolve(law, answers=answers), choices, assumed, str(self.corpus.root))

    def _report(self, vi: str, en: str, expected: str, path: Path | None = None) -> None:
        place = Place(self.corpus.shown(path or self.path))
        self.problems.append(Problem(place, Text(vi, en), Text(expected, expected)))

    def _number(self, head: PlanHeader) -> str:
        """The plan's number, empty where the folder is another instrument's: nobody beside it is blamed for that."""
        here, named = self.path.parent.resolve(), folder_of(head.number)
        if not head.number or here.parent != self.corpus.root or here.name == named:
            return head.number
        vi, en = f"{head.number} nằm trong thư mục {here.name}", f"{head.number} is in the folder {here.name}"
        head.reader.report(head.fields.at("plan"), vi, en, Text(named, named))
        return ""

    def _law(self, head: PlanHeader) -> Law:
        laws = LawReader(self.corpus, self.as_of)
        laws.declare(self.path.parent)
        folder = self.corpus.root / folder_of(head.instrument)
        if head.eligible and head.instrument:
            place = head.eligible.at("rule_set")
            if folder.is_dir():
                laws.in_force(folder, place)
            else:
                vi, en = f"chưa có quy tắc của {head.instrument}", f"there are no rules of {head.instrument}"
                head.reader.report(place, vi, en)
        law = laws.law()
        self.problems += laws.found
        return law

    def _plans(self, head: PlanHeader, law: Law) -> PlanReader | None:
        kind = resolve(head.reader, head.fields.get("subject"), "đối tượng", "subject", law.vocabulary)
        lenient = bool(self.problems) or not law.rule_sets
        return PlanReader(head.reader, law, scope_of(law, lenient), kind.name) if kind else None

    def _choices(self, plans: PlanReader | None, head: PlanHeader) -> tuple[Choices, dict[str, Answer]]:
        opened = self._beside("choices.yaml")
        if opened is None or plans is None:
            return Choices(), {}
        choices = read_choices(attrs.evolve(plans, reader=opened[0]), opened[1], head.number)
        self.problems += opened[0].problems
        return choices

    def _assumed(self, plans: PlanReader | None, head: PlanHeader) -> tuple[Assumption, ...]:
        opened = self._beside("assume.yaml")
        path = self.path.parent / "assume.yaml"
        if not path.exists() and not path.is_symlink():
            self._report(
                "không có tệp giả định cạnh kế hoạch", "there is no file of assumptions beside the plan", "assume.yaml"
            )
        if opened is None or plans is None:
            return ()
        assumptions = read_assumptions(opened[0], opened[1], head.number, plans.scope)
        self.problems += opened[0].problems
        return assumptions

    def _beside(self, name: str) -> tuple[FileReader, Node] | None:
        path = self.path.parent / name
        if not path.is_file():
            return None
        if not is_inside(self.path.parent, name):
            self._report("liên kết này ra ngoài thư mục", "this link leaves the folder", name, path)
            return None
        return self.corpus.open(path, self.problems)

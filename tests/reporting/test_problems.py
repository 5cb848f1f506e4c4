"""Faults: a screenful of problems, and their records."""

from pathlib import Path

from eligibility.reporting import FAULT_COLUMNS, problem_record, problems_of
from eligibility.reporting.problems import screenful
from eligibility.sources import EngineDisagreement, FactError, Place, Problem, Text, Unavailable


def problems(number):
    return [Problem(Place("a.csv", at + 1, "code"), Text(f"sai {at}", f"wrong {at}")) for at in range(number)]


def test_few_problems_are_all_shown():
    assert list(screenful(problems(20), "vi"))[-1] == "a.csv:20:code: sai 19"


def test_many_problems_are_counted():
    lines = list(screenful(problems(1500), "vi"))
    assert len(lines) == 21
    assert lines[-1] == "… và 1.480 lỗi nữa (--errors TỆP ghi ra tất cả)"
    lines = list(screenful(problems(1500), "en", Path("all.txt")))
    assert lines[-2:] == ["… and 1,480 more", "all 1,500 are in all.txt"]
    assert list(screenful(problems(1), "vi", Path("all.txt")))[-1] == "cả 1 lỗi ở all.txt"


def test_disagreement_of_engines_is_a_problem_with_its_facts():
    (problem,) = problems_of(EngineDisagreement("07615", ("a",), (), {"region": "III"}))
    assert problem.text("vi").startswith(
        "hai bộ máy kết luận khác nhau về 07615: durable_rules áp dụng a, tracing áp dụng ∅"
    )
    assert problem.text("en").endswith("please send these facts to the maintainers: region = III")


def test_other_errors_are_their_problems_or_their_words():
    assert problems_of(FactError(problems(2))) == tuple(problems(2))
    assert [problem.text() for problem in problems_of(Unavailable("cài polars"))] == ["cài polars"]


def test_record_has_every_part_or_null():
    problem = Problem(Place("a.csv", 7, "code"), Text("sai", "wrong"), Text("mã", "a code"), "07615")
    assert problem_record(problem, "en") == {
        "file": "a.csv",
        "line": 7,
        "column": "code",
        "what": "wrong",
        "expected": "a code",
        "suggestion": "07615",
    }
    assert problem_record(Problem(Place(""), Text("sai", "wrong")), "vi") == dict.fromkeys(FAULT_COLUMNS) | {
        "what": "sai"
    }

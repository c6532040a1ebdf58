"""Of each rule the first problems in order are kept, however they are found, and all are counted."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.problems import Findings, Problem


def problem(line: int, rule: str = "type", file: str = "t.csv") -> Problem:
    return Problem("t", file, line, "a", rule, None, "is wrong")


@given(st.permutations(range(1, 30)), st.integers(1, 5))
def test_the_first_problems_are_kept_in_whatever_order_they_are_found(lines: list[int], limit: int) -> None:
    findings = Findings(limit)
    findings.add(problem(line) for line in lines)
    assert [found.line for found in findings.kept()] == list(range(1, limit + 1))
    assert findings.counts == {"type": 29}


def test_each_rule_has_its_own_limit() -> None:
    findings = Findings(1)
    findings.add([problem(5, "type"), problem(4, "enum"), problem(3, "type"), problem(2, "type"), problem(1, "type")])
    assert [(found.line, found.rule) for found in findings.kept()] == [(1, "type"), (4, "enum")]


def test_equal_lines_of_two_files_are_told_apart() -> None:
    findings = Findings(9)
    findings.add([problem(2, file="b.csv"), problem(2, file="a.csv")])
    assert [found.file for found in findings.kept()] == ["a.csv", "b.csv"]

"""Each pain of users elsewhere that is listed is answered by a test that can be found."""

from tests.rules.pains import PAGE, answers, page, pains


def test_every_pain_that_is_listed_is_answered_by_a_test() -> None:
    assert set(answers()) == {one.pain for one in pains()}


def test_the_page_of_pains_is_what_the_tests_say() -> None:
    """`python -m tests.rules.pains` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()

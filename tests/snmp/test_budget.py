"""What a poll may cost."""

from monitor.snmp.budget import Budget


def test_time_is_spent_by_waiting() -> None:
    budget = Budget(seconds=10)
    budget.waited_s += 9.5
    assert not budget.is_spent()
    assert budget.left_s == 0.5
    budget.waited_s += 1
    assert budget.is_spent()
    assert str(budget.error()).endswith("time budget of 10 s reached.")


def test_octets_are_spent_by_answers_and_by_empty_ones_too() -> None:
    budget = Budget(octets=10_000)
    budget.took(9_000)
    assert not budget.is_spent()
    for _ in range(100):
        budget.took(0)
    assert budget.is_spent()
    assert budget.error().brief == "limit of 10,000 octets reached"

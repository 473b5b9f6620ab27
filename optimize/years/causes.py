"""Why no phasing exists: what adding up over the years shows."""

from __future__ import annotations

from optimize.years.problem import PhasingProblem, summed


def phasing_causes(problem: PhasingProblem) -> list[str]:
    """List what makes a phasing impossible by adding up targets, budgets and limits.

    Returns
    -------
    list of str
        Each names a year and figures; empty when adding up finds nothing.
    """
    causes = []
    last = len(problem.years) - 1
    for y, phase in enumerate(problem.years):
        most = problem.most_chargers(y)
        if phase.target > problem.chargers:
            causes.append(
                f"by {phase.year}: {phase.target} chargers asked, the plan has {problem.chargers} in all"
            )
        elif problem.least_chargers(y) > most:
            asked = f"{phase.target} chargers asked"
            if problem.least_chargers(y) > phase.target:
                asked = (
                    f"{problem.least_chargers(y)} chargers must stand for the {problem.chargers} of the plan"
                )
            causes.append(f"by {phase.year}: {asked}, but the years so far may build {most}")
    spent, most_spent = problem.sizing.total_cost(problem.final), problem.most_spent(last)
    if most_spent is not None and spent > most_spent * (1 + 1e-9):
        causes.append(f"budgets: all years together pay {most_spent:,.0f}, the plan costs {spent:,.0f}")
    most_sites = summed(phase.most_new_sites for phase in problem.years)
    opened = problem.open_sites(problem.final)
    if most_sites is not None and opened > most_sites:
        causes.append(f"sites: all years together may open {most_sites:.0f}, the plan has {opened}")
    return causes

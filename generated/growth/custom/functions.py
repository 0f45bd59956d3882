"""How promising a lead is. Marketing decides what counts how much; the specification says when it is asked."""

from __future__ import annotations

from growth.models.deal import Deal
from growth.models.follow_up import FollowUp

NEED = 20
PROJECT = 20
PERSON = 20
EACH_CONTACT = 5
MOST_CONTACTS = 10
DECISION_MAKER = 30


def deal_score(deal: Deal, followups: list[FollowUp]) -> int:
    """0 to 100: what is known of the need, whether there is a project and who leads it, and who was met how often."""
    score = NEED if deal.need else 0
    score += PROJECT if deal.approved_project else 0
    score += PERSON if deal.person_id is not None else 0
    score += min(EACH_CONTACT * len(followups), MOST_CONTACTS)
    return score + (DECISION_MAKER if any(each.to_decider for each in followups) else 0)

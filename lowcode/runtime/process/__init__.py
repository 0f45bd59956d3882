"""What happens step by step or by itself: flows, approvals, rules, and the work that waits."""

"""Flows, approvals, rules, messages, connections and scenarios: from the syntax tree to the model."""

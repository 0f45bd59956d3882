"""The fleet side: many clients of one base."""

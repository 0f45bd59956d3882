"""Many clients of one base: `lowcode.yaml` lists them, `lowcode fleet` checks, builds, plans and tests them all."""

"""What a specification says about its own past: `was`, `drop`, `from`."""

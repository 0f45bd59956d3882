"""What tests stand on: databases, compiled specs, running apps, a browser."""

"""Looking ahead: forecasts that are scored, announced things, and what-ifs whose every number has a source."""

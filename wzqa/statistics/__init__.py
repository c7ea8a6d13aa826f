"""How far scores can be trusted: agreement, stability, comparability."""

"""The page of all rules that a jurist can print and tick off."""

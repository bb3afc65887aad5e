"""How far results hold: doubt, chance, backtest 回测, what changed between two states."""

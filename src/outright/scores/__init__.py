"""The scoreboard of a backtest: what its rows say of the error, the intervals, the outcomes and the calls."""

"""The study 研究: from a dataset to an outcome, by steps that name what they stand on."""

from chainlink.study.run import Progress, for_one_district, run_backtest, run_between, run_study

__all__ = ["Progress", "for_one_district", "run_backtest", "run_between", "run_study"]

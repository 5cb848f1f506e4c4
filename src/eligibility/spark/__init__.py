"""Spark: registers larger than one machine. Needs `eligibility[spark]`."""

from eligibility.spark.session import decide_on_spark
